"""The learning curve of a finished training."""

import json
import sys
from pathlib import Path

import pytest

from assistants import errors
from assistants.models import Assistant, LearningCurve, Training
from assistants.training import process
from assistants.training.curve import said
from assistants.workflows import start_training
from assistants.workflows.curves import draw_curve
from tenants.jobs import queue
from tenants.jobs.runner import run_job
from tenants.models import Job, Tenant
from tests.assistants.conftest import program, work_off


@pytest.fixture
def trained(
    base: str, dataset: object, assistant: Assistant, tuning: Path, monkeypatch: pytest.MonkeyPatch
) -> Training:
    monkeypatch.setattr(process, "CURVE", [sys.executable, str(Path(__file__).with_name("fake_curve.py"))])
    training = start_training(assistant, approve_all=True)
    work_off()
    Training.objects.filter(pk=training.pk).update(result={"valid_loss": 0.85, "epochs": 1.5, "status": "succeeded"})
    return Training.objects.select_related("job").get(pk=training.pk)


def _draw() -> Job:
    job = queue.claim(["assistants.curve"], "test")
    assert job
    run_job(job)
    job.refresh_from_db()
    return job


@pytest.mark.django_db(transaction=True)
def test_a_curve_ends_with_the_training_itself_and_leaves_no_files(trained: Training) -> None:
    curve = draw_curve(trained)
    job = _draw()
    assert (job.state, job.error) == (Job.State.SUCCEEDED, "")
    curve.refresh_from_db()
    assert [(point["fraction"], point["valid_loss"]) for point in curve.points] == [
        (0.25, 1.0),
        (0.5, 0.9),
        (1.0, 0.85),
    ]
    rows = [point["rows"] for point in curve.points]
    assert rows == sorted(rows)
    assert rows[-1] == trained.dataset.trainable(approve_all=False).filter(split="train").count()
    assert not curve.folder.exists()


@pytest.mark.django_db(transaction=True)
def test_a_curve_is_asked_for_once_and_again_after_a_failure(trained: Training) -> None:
    curve = draw_curve(trained)
    with pytest.raises(errors.AlreadyRunning):
        draw_curve(trained)
    Job.objects.filter(pk=curve.job_id).update(state=Job.State.FAILED)
    assert draw_curve(trained).pk != curve.pk
    assert LearningCurve.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_what_was_not_trained_has_no_curve(trained: Training) -> None:
    trained.result = {}
    with pytest.raises(errors.NotReady, match="compares a finished training"):
        draw_curve(trained)


@pytest.mark.django_db(transaction=True)
def test_a_program_measures_and_reads_it_and_an_outsider_does_not(trained: Training, other_shop: Tenant) -> None:
    path = f"/api/v1/trainings/{trained.pk}/curve/"
    outsider, insider = program(other_shop), program(trained.tenant)
    assert outsider.post(path).status_code == outsider.get(path).status_code == 404
    assert insider.get(path).status_code == 404
    assert insider.post(path).status_code == 202
    _draw()
    found = json.loads(insider.get(path).content)
    assert len(found["points"]) == 3
    assert "will probably still help" in found["said"]


@pytest.mark.parametrize(
    ("losses", "words"),
    [
        ((1.0, 0.9, 0.8), "fell by 11%; from 25 to 50 it fell by 10%. More examples of this kind will probably still"),
        ((1.0, 0.9, 0.89), "More of the same will hardly help"),
        ((1.0, 0.9, 0.91), "rose by 1%; from 25 to 50 it fell by 10%. More of the same will hardly help"),
        ((1.0, 0.8, 0.9), "All examples did worse than half of them"),
    ],
)
def test_what_more_data_brings_is_said_honestly(losses: tuple[float, ...], words: str) -> None:
    points = [{"rows": rows, "valid_loss": loss} for rows, loss in zip((25, 50, 100), losses, strict=True)]
    assert words in said(points)
    assert "Each point is one run" in said(points)
    assert said(points[:2]) == ""
