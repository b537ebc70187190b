"""A fine-tuned encoder is taken only if it tells unseen phrasings apart better."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.conf import LazySettings

from assistants.intents import tune, workflows
from assistants.intents.errors import AlreadyTuning
from assistants.intents.models import Intent, IntentTuning, Recogniser
from assistants.intents.recognise import recognise
from assistants.models import Assistant
from assistants.training import process
from tenants.models import Job
from tests.assistants.intents.conftest import WISHES, work_off

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def program(settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Replaces the tuning program; gives the file that tells the stand-in how to behave."""
    monkeypatch.setattr(tune, "COMMAND", [sys.executable, str(Path(__file__).with_name("fake_program.py"))])
    monkeypatch.setattr(process, "POLL_SECONDS", 0.02)
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[3]))
    Path(settings.JOBS_DIR).mkdir()
    return Path(settings.JOBS_DIR) / "behave"


def tuned_vectors(monkeypatch: pytest.MonkeyPatch, *, knowing: bool) -> None:
    """What fine-tuned encoders say: each intent's own direction (`knowing`), or the same of everything."""
    own = {text: place for place, texts in enumerate(WISHES.values()) for text in texts}

    def embed_tuned(texts: Sequence[str], encoders: Sequence[str]) -> Any:
        axes = np.eye(384, dtype=np.float32)
        one = np.stack([axes[own.get(text, 5) if knowing else 0] for text in texts])
        return [one for _ in encoders]

    for module in ("tune", "learn"):
        monkeypatch.setattr(f"assistants.intents.{module}.embed_tuned", embed_tuned)


@pytest.fixture
def confusing(monkeypatch: pytest.MonkeyPatch) -> None:
    """An embedder that hears no difference, so that a better one shows."""
    monkeypatch.setattr("serving.fake.app.embed", lambda text: [1.0] + [0.0] * 383)


class TestVerdict:
    def test_a_better_encoder_is_put_to_work(
        self, confusing: None, intents: dict[str, Intent], assistant: Assistant, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        tuned_vectors(monkeypatch, knowing=True)
        tuning = workflows.start_tuning(assistant)
        assert [job.state for job in work_off()] == [Job.State.SUCCEEDED]
        tuning.refresh_from_db()
        recogniser = Recogniser.objects.get()
        assert tuning.result["better"]
        assert tuning.result["after"] > tuning.result["before"]
        (encoder,) = recogniser.encoders
        assert [entry.name for entry in tune.store().root.iterdir()] == [encoder]
        assert len(recogniser.outcomes.gold) == tuning.result["kept"]
        assert not tuning.folder.exists()

    def test_one_that_is_not_better_is_refused_and_forgotten(
        self, intents: dict[str, Intent], assistant: Assistant, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        tuned_vectors(monkeypatch, knowing=False)
        tuning = workflows.start_tuning(assistant)
        work_off()
        tuning.refresh_from_db()
        assert not tuning.result["better"]
        assert Recogniser.objects.get().encoders == []
        assert list(tune.store().root.iterdir()) == []

    def test_without_a_comparison_all_phrasings_are_learned_from(
        self, intents: dict[str, Intent], assistant: Assistant
    ) -> None:
        tuning = workflows.start_tuning(assistant, hold_out=0)
        work_off()
        tuning.refresh_from_db()
        assert tuning.result == {"better": True, "seconds": tuning.result["seconds"]}
        # The real path: the fake engine embeds for any encoder's name.
        assert recognise(assistant, "please cancel my order") == intents["cancel_order"]

    def test_the_next_one_takes_the_last_ones_place(self, intents: dict[str, Intent], assistant: Assistant) -> None:
        workflows.start_tuning(assistant, hold_out=0)
        work_off()
        (first,) = Recogniser.objects.get().encoders
        workflows.change_intent(intents["human"], {}, [*WISHES["human"], "a person"])
        workflows.start_tuning(assistant, hold_out=0)
        work_off()
        (second,) = Recogniser.objects.get().encoders
        assert first != second
        assert [entry.name for entry in tune.store().root.iterdir()] == [second]


class TestJob:
    def test_there_is_one_at_a_time(self, intents: dict[str, Intent], assistant: Assistant) -> None:
        workflows.start_tuning(assistant)
        with pytest.raises(AlreadyTuning):
            workflows.start_tuning(assistant)

    def test_what_the_program_refuses_is_told(
        self, intents: dict[str, Intent], assistant: Assistant, program: Path
    ) -> None:
        program.write_text("wrong")
        workflows.start_tuning(assistant)
        (job,) = work_off()
        assert (job.state, job.error) == (Job.State.FAILED, "The loss became nan. Again.")
        assert not IntentTuning.objects.get().folder.exists()

    def test_it_can_be_stopped(
        self, intents: dict[str, Intent], assistant: Assistant, program: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        program.write_text("wait")
        tuning = workflows.start_tuning(assistant)
        told = tune._told

        def stop_then_tell(seen: list[Any]) -> dict[str, object]:
            if seen:
                workflows.stop_tuning(tuning)
            return told(seen)

        monkeypatch.setattr(tune, "_told", stop_then_tell)
        monkeypatch.setattr("tenants.jobs.context.HEARTBEAT_SECONDS", 0.05)
        (job,) = work_off()
        assert job.state == Job.State.CANCELLED
        assert Recogniser.objects.get().encoders == []
