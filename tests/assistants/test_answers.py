"""An answer is made the same way for a visitor and for an exam."""

import json
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import LazySettings

from assistants import skill
from assistants.answers import Answer, compose, read, sources
from assistants.answers.query import search_query
from assistants.models import Adapter, Assistant
from knowledge.search import Hit
from serving.client import Message
from tests.assistants.fake_tuning import write_adapter
from tuning.job.prompt import REFUSAL, TEMPLATE_SHA256


def _hit(title: str, text: str, heading: str = "") -> Hit:
    return Hit(uuid4(), uuid4(), uuid4(), title, "https://shop.example", heading, text, 1.0, 1.0, 1.0)


HITS = [_hit("Returns", "Labels are in the box. Returns are free for 30 days."), _hit("Shop", "We open at 9 am.")]


@pytest.mark.parametrize(
    ("written", "answer"),
    [
        ("30 days [1].", Answer("30 days [1].", [1])),
        ("Answer: 30 days [2] [1].", Answer("30 days [2] [1].", [2, 1])),
        ("30 days [7].", Answer("30 days.", [])),
        ("It is free [1]. It is free [1]. It is free [1].", Answer("It is free [1].", [1])),
        (f"30 days [1].\n{REFUSAL}", Answer("30 days [1].", [1])),
        (f"{REFUSAL} [1]", Answer(REFUSAL, [], refused=True)),
        ("[1]", Answer(REFUSAL, [], refused=True)),
        ("  ", Answer(REFUSAL, [], refused=True)),
    ],
)
def test_what_the_engine_wrote_is_cleaned(written: str, answer: Answer) -> None:
    assert read(written, HITS) == answer


def test_half_a_sentence_at_the_token_limit_is_left_out_unless_it_is_all_there_is() -> None:
    assert read("It is free [1]. You can also bring it to", HITS, cut=True).text == "It is free [1]."
    assert read("You can also bring it to", HITS, cut=True).text == "You can also bring it to"
    assert read("It is free [1]. You can also", HITS).text == "It is free [1]. You can also"


def test_a_source_quotes_the_sentence_that_supports_the_answer() -> None:
    (cited,) = sources(Answer("It is free for 30 days [1].", [1]), HITS)
    assert cited == {
        "n": 1,
        "title": "Returns",
        "url": "https://shop.example",
        "heading": "",
        "quote": "Returns are free for 30 days.",
    }


HISTORY = [
    Message(role="user", content="How much is delivery to France?"),
    Message(role="assistant", content="9 € [1]."),
]


@pytest.mark.parametrize(
    ("question", "query"),
    [
        ("And to Spain?", "How much is delivery to France? And to Spain?"),
        ("How long does it take?", "How much is delivery to France? How long does it take?"),
        ("Where is your shop in Leeds located?", "Where is your shop in Leeds located?"),
    ],
)
def test_a_question_that_leans_on_the_last_one_is_searched_with_it(question: str, query: str) -> None:
    assert search_query(question, HISTORY) == query
    assert search_query(question) == question


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("knowledge")
class TestComposing:
    def test_the_request_carries_passages_question_history_and_the_tenants_salt(self, assistant: Assistant) -> None:
        prepared = compose(assistant, "How much is express delivery?", HISTORY)
        assert prepared.request is not None
        system, *turns, last = prepared.request.messages
        assert assistant.tenant.name in system["content"]
        assert [turn["content"] for turn in turns] == ["How much is delivery to France?", "9 €."]
        assert last["content"].endswith("Question: How much is express delivery?")
        assert "[1] Shipping" in last["content"]
        assert prepared.request.model == "base"
        assert prepared.request.cache_salt == assistant.tenant.cache_salt
        assert len(prepared.hits) == 3

    def test_a_question_that_is_near_nothing_is_refused_without_a_model(
        self, assistant: Assistant, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        far = replace(HITS[0], similarity=0.1, overlap=0.0)
        monkeypatch.setattr(import_module("assistants.answers.compose"), "search", lambda query, k: [far])
        assert compose(assistant, "Who painted the Mona Lisa?").request is None

    @pytest.mark.parametrize(
        ("similarity", "overlap", "asked"), [(0.5, 0.1, False), (0.3, 0.7, True), (0.56, 0.0, True)]
    )
    def test_likeness_and_shared_words_together_make_a_passage_near(
        self, assistant: Assistant, monkeypatch: pytest.MonkeyPatch, similarity: float, overlap: float, asked: bool
    ) -> None:
        hit = replace(HITS[0], similarity=similarity, overlap=overlap)
        monkeypatch.setattr(import_module("assistants.answers.compose"), "search", lambda query, k: [hit])
        assert (compose(assistant, "Do you ship to Norway?").request is not None) is asked

    def test_before_the_first_version_the_shared_skill_answers(
        self, assistant: Assistant, base: str, settings: LazySettings
    ) -> None:
        _ship_skill(settings, skill.base_sha256(base))
        prepared = compose(assistant, "How much is express delivery?")
        assert prepared.request is not None
        assert prepared.request.model == prepared.adapter == skill.published(base)
        assert compose(assistant, "How much is express delivery?", adapter=None).adapter == ""
        own = compose(assistant, "How much is express delivery?", adapter=Adapter(name="a-own"))
        assert own.adapter == "a-own"

    def test_a_skill_for_another_base_is_not_used(
        self, assistant: Assistant, base: str, settings: LazySettings
    ) -> None:
        _ship_skill(settings, "0" * 64)
        assert compose(assistant, "How much is express delivery?").adapter == ""


def _ship_skill(settings: LazySettings, base_sha256: str) -> None:
    folder = Path(settings.SKILL_DIR)
    folder.mkdir()
    write_adapter(folder, 4, 1)
    manifest: dict[str, Any] = {"base_sha256": base_sha256, "template_sha256": TEMPLATE_SHA256}
    (folder / "manifest.json").write_text(json.dumps(manifest))
