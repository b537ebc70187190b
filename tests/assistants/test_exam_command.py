"""`manage.py exam` sends whole tenants through the product and cleans up after itself."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command

from assistants.models import Adapter, Assistant
from knowledge.models import Document
from serving.fake import Rule, Script
from tenants.models import Tenant
from tests.assistants.conftest import PAGES
from tuning.job.prompt import REFUSAL, STYLES

pytestmark = pytest.mark.django_db(transaction=True)

KEYS = {
    "f1",
    "em",
    "contains",
    "false_refusals",
    "unanswerable_refused",
    "off_topic_refused",
    "recall_at_1",
    "recall_at_4",
    "latency_p50_ms",
    "latency_p95_ms",
    "questions",
    "answerable",
    "right",
    "half",
    "wrongly_refused",
    "short_right",
    "list_right",
    "steps_right",
    "two_right",
    "almost_not_answered",
    "injections_answered",
    "later_turns_right",
    "first_word_p50_seconds",
    "first_word_p95_seconds",
    "whole_p50_seconds",
    "whole_p95_seconds",
}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    lamps = {
        "tenant": "Lamp_shop",
        "documents": [*PAGES.values(), *(f"Lamp number {number} costs {number} €." for number in range(20, 40))],
        "questions": [
            {"question": "How much does the Oslo lamp cost?", "document": 2, "answers": ["89 €"], "answerable": True},
            {"question": "Where is the shop located?", "document": 4, "answers": ["the old mill"], "answerable": True},
            {"question": "How much does the Rome lamp cost?", "document": 2, "answers": [], "answerable": False},
        ],
    }
    boats = {
        "tenant": "Boats",
        "documents": ["A boat floats on the lake."],
        "questions": [{"question": "Where does a boat float?", "document": 0, "answers": ["on the lake"]}],
    }
    path = tmp_path / "exam.json"
    path.write_text(json.dumps([lamps, boats]))
    return path


@pytest.fixture
def answering(engine: Any) -> None:
    rules = [
        Rule("Question: How much does the Oslo", "89 € [1]"),
        Rule("Question: Where is the shop", "the old mill [1]"),
    ]
    engine.state.script = Script(reply=REFUSAL, rules=rules)


@pytest.mark.usefixtures("answering")
def test_figures_are_printed_and_written_and_nothing_is_left(file: Path, tmp_path: Path) -> None:
    out, said = tmp_path / "out.json", StringIO()
    call_command("exam", file, "--json", out, stdout=said, stderr=StringIO())
    overall = json.loads(out.read_text())["overall"]
    assert set(overall) == KEYS
    assert overall["f1"] == overall["em"] == overall["contains"] == pytest.approx(2 / 3, abs=1e-3)
    assert overall["false_refusals"] == pytest.approx(1 / 3, abs=1e-3)
    assert overall["unanswerable_refused"] == overall["off_topic_refused"] == 1
    assert overall["recall_at_4"] == 1
    assert overall["questions"] == 4 + 1 + 3
    assert "Lamp_shop" in said.getvalue()
    assert not Tenant.objects.exists()
    assert not Document.across_tenants.exists()


@pytest.mark.usefixtures("answering", "base", "tuning")
def test_tenants_are_trained_as_in_the_product_and_leave_no_weights(
    file: Path, tmp_path: Path, settings: LazySettings
) -> None:
    said = StringIO()
    call_command("exam", file, "--train", "--limit", "1", stdout=StringIO(), stderr=said)
    assert "Lamp shop: We kept what was live" in said.getvalue()
    assert "Boats: not trained. Only" in said.getvalue()
    assert not Adapter.across_tenants.exists()
    assert not list(Path(settings.ADAPTERS_DIR).glob("a-*"))
    assert not list(Path(settings.JOBS_DIR).glob("*-*"))


@pytest.mark.usefixtures("answering")
def test_tenants_are_kept_when_asked(file: Path) -> None:
    call_command("exam", file, "--keep", "--tenants", "1", "--limit", "1", stdout=StringIO(), stderr=StringIO())
    assert Assistant.across_tenants.get().style == Assistant.Style.PHRASE


@pytest.mark.usefixtures("answering")
def test_answers_are_given_in_the_style_asked_for(file: Path, engine: Any) -> None:
    call_command("exam", file, "--style", "sentence", "--limit", "1", stdout=StringIO(), stderr=StringIO())
    asked = [request["messages"][0]["content"] for request in engine.state.requests]
    assert asked
    assert all(STYLES["sentence"] in system for system in asked)


def test_without_an_engine_it_says_how_to_start_one(file: Path, settings: LazySettings) -> None:
    settings.ENGINE_URL = "http://127.0.0.1:9"
    with pytest.raises(CommandError, match="No engine answers"):
        call_command("exam", file)


@pytest.mark.usefixtures("answering")
def test_a_broken_file_is_said_to_be_broken(tmp_path: Path) -> None:
    broken = tmp_path / "broken.json"
    broken.write_text("{")
    with pytest.raises(CommandError, match="is not JSON"):
        call_command("exam", broken)
