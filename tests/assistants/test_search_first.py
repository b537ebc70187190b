"""A training that first looks for better settings."""

import sys
from pathlib import Path

import pytest

from assistants.models import Assistant, Training
from assistants.training import process
from assistants.workflows import expect, start_training
from tenants.models import Job
from tests.assistants.conftest import work_off
from tuning.job import files

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("base", "dataset")]


@pytest.fixture(autouse=True)
def searching(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "SEARCH", [sys.executable, str(Path(__file__).with_name("fake_search.py"))])


def _train(assistant: Assistant, **params: object) -> Training:
    start_training(assistant, params=params, approve_all=True)
    work_off()
    return Training.objects.select_related("job").get()


def test_what_the_search_found_is_trained_with_and_kept(assistant: Assistant, tuning: Path) -> None:
    training = _train(assistant, search_minutes=5)
    assert (training.job.state, training.job.error) == (Job.State.SUCCEEDED, "")
    assert (training.search["best"], len(training.search["trials"])) == (1, 2)
    assert files.read_job(training.folder).train.learning_rate == 2e-4


def test_without_a_wish_nothing_is_searched(assistant: Assistant, tuning: Path) -> None:
    assert _train(assistant).search == {}


def test_a_search_that_cannot_be_held_says_why(assistant: Assistant, tuning: Path) -> None:
    tuning.write_text("wrong")
    job = _train(assistant, search_minutes=5).job
    assert job.state == Job.State.FAILED
    assert "no validation rows" in job.error
    assert "Train without a search" in job.error


def test_a_search_counts_in_the_time_to_the_verdict(assistant: Assistant) -> None:
    plain, searched = (
        expect(assistant, params={"search_minutes": minutes} if minutes else {}, approve_all=True) for minutes in (0, 5)
    )
    assert searched.total_seconds == plain.total_seconds + 300
    assert searched.seconds == plain.seconds
