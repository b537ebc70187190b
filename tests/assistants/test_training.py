"""A training goes from the knowledge to a verdict, whatever happens on the way."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.utils import timezone

from assistants import errors
from assistants.answers.compose import adapter_name
from assistants.exam.records import Given, Question
from assistants.exam.sit import Arm
from assistants.models import Adapter, Assistant, Example, ReportCard, Training
from assistants.training import process
from assistants.training.run import train
from assistants.workflows import cancel_training, promote, roll_back, start_training
from serving.client import AdapterStore
from serving.fake import Script
from tenants.jobs import JobContext, LeaseLost, cancel, queue
from tenants.models import AuditEvent, Job
from tests.assistants.conftest import due_now, install_base, work_off
from tests.assistants.weights import spoil
from tuning.job.prompt import REFUSAL

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("base", "dataset")]


def _train(assistant: Assistant, **params: object) -> Training:
    training = start_training(assistant, params=params, approve_all=True)
    work_off()
    return _fresh(training)


def _fresh(training: Training) -> Training:
    return Training.objects.select_related("job", "dataset", "assistant").get(pk=training.pk)


def test_a_training_ends_with_an_adapter_a_report_card_and_a_verdict(
    assistant: Assistant, tuning: Path, settings: LazySettings
) -> None:
    training = _train(assistant)
    assert (training.job.state, training.job.error) == (Job.State.SUCCEEDED, "")
    assert training.dataset.frozen
    assert len(training.dataset.sha256) == 64
    assert training.adapter.version == 1
    assert AdapterStore(Path(settings.ADAPTERS_DIR)).manifest(training.adapter.name)
    assert set(training.report_card.arms) == {"few_shot", "base", "candidate"}
    assert training.result["status"] == "succeeded"
    assert training.job.progress["phase"] == "done"
    assert training.job.progress["loss"] == [[1, 2.0], [2, 1.0], [3, 0.6667]]


def test_only_approved_rows_are_trained_on(assistant: Assistant, tuning: Path) -> None:
    dataset = assistant.datasets.get()
    dropped = dataset.examples.filter(split=Example.Split.TRAIN, origin="pair")[:2]
    for row in dropped:
        row.state = Example.State.REJECTED
        row.save()
    training = _train(assistant)
    approved = dataset.examples.filter(state=Example.State.APPROVED).exclude(split=Example.Split.EXAM).count()
    assert training.result["train_examples"] == approved


def _sit_well(assistant: Assistant, questions: list[Question], arms: list[Arm], report: Any) -> dict[str, list[Given]]:
    """Candidates know everything, all others nothing."""
    nothing = Given("Bananas", False, [], [], [], 5.0)
    knowing = [
        Given(one.golds[0] if one.golds else REFUSAL, not one.golds, [1], ["p"], one.golds, 5.0) for one in questions
    ]
    return {arm.name: knowing if arm.name == "candidate" else [nothing] * len(questions) for arm in arms}


def test_a_better_version_goes_live(assistant: Assistant, tuning: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistants.training.verdict.sit", _sit_well)
    training = _train(assistant)
    assert training.report_card.promoted
    assert training.assistant.live_adapter == training.adapter
    assert training.adapter.state == Adapter.State.PROMOTED
    assert AuditEvent.objects.filter(verb="adapter.promote").count() == 1


def test_a_version_that_does_not_help_is_refused_and_what_was_live_stays(assistant: Assistant, tuning: Path) -> None:
    training = _train(assistant)
    assert not training.report_card.promoted
    assert training.report_card.reason.startswith("We kept what was live")
    assert training.assistant.live_adapter is None
    assert training.adapter.state == Adapter.State.REFUSED


def test_a_person_can_promote_and_roll_back(assistant: Assistant, tuning: Path, settings: LazySettings) -> None:
    adapter = _train(assistant).adapter
    promote(adapter)
    assistant.refresh_from_db()
    assert adapter_name(assistant) == adapter.name
    roll_back(assistant, None)
    assert adapter_name(assistant) == ""
    install_base(settings, "another")
    assistant.base = "another"
    with pytest.raises(errors.NotPromotable):
        roll_back(assistant, adapter)


def test_a_version_whose_weights_were_changed_or_are_gone_does_not_go_live(
    assistant: Assistant, tuning: Path, settings: LazySettings
) -> None:
    adapter = _train(assistant).adapter
    spoil(adapter.name)
    with pytest.raises(errors.NotPromotable, match="changed after it was published"):
        promote(adapter)
    AdapterStore(settings.ADAPTERS_DIR).remove(adapter.name)
    with pytest.raises(errors.NotPromotable, match="no adapter named"):
        roll_back(assistant, adapter)
    assistant.refresh_from_db()
    assert adapter_name(assistant) == ""


def test_a_job_delivered_again_changes_nothing(assistant: Assistant, tuning: Path, engine: Any) -> None:
    training = _train(assistant)
    engine.state.requests.clear()
    Job.objects.filter(pk=training.job.pk).update(state=Job.State.QUEUED, not_before=timezone.now())
    work_off()
    assert _fresh(training).job.state == Job.State.SUCCEEDED
    assert (Adapter.objects.count(), ReportCard.objects.count()) == (1, 1)
    assert engine.state.requests == []


def test_a_crash_is_tried_again_in_the_same_folder(assistant: Assistant, tuning: Path) -> None:
    tuning.write_text("crash")
    training = _train(assistant)
    assert training.job.state == Job.State.QUEUED
    assert "ended with code 1" in training.job.error
    due_now()
    work_off()
    assert _fresh(training).job.state == Job.State.SUCCEEDED


def test_an_exam_that_broke_off_is_held_again_without_training_again(
    assistant: Assistant, tuning: Path, engine: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistants.exam.sit.PAUSE_SECONDS", 0.0)
    training = start_training(assistant, approve_all=True)
    engine.state.script = Script(fault="overloaded")
    work_off()
    assert _fresh(training).job.state == Job.State.QUEUED
    adapter = Adapter.objects.get()
    tuning.write_text("wrong")
    engine.state.script = Script()
    due_now()
    work_off()
    assert _fresh(training).job.state == Job.State.SUCCEEDED
    assert Adapter.objects.get() == adapter


def test_what_the_program_refuses_is_said_and_not_repeated(assistant: Assistant, tuning: Path) -> None:
    tuning.write_text("wrong")
    job = _train(assistant).job
    assert (job.state, job.attempt) == (Job.State.FAILED, 1)
    assert {path.name for path in Training.objects.get().folder.iterdir()} == {"job.json", "report.json", "log.txt"}
    assert job.error == "Row 7 cannot be trained on. Shorten it."


def test_a_running_training_is_cancelled_and_its_program_is_gone(
    assistant: Assistant, tuning: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = queue.report

    def report_and_cancel(job: Job, progress: dict[str, Any]) -> bool:
        if progress.get("step"):
            cancel(Job.objects.get(pk=job.pk))
        return report(job, progress)

    monkeypatch.setattr(queue, "report", report_and_cancel)
    monkeypatch.setattr("tenants.jobs.context.HEARTBEAT_SECONDS", 0.05)
    tuning.write_text("wait")
    training = _train(assistant)
    assert training.job.state == Job.State.CANCELLED
    assert not Adapter.objects.exists()
    listed = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout
    assert str(training.folder) not in listed


def test_a_worker_that_lost_its_lease_stops_its_program_and_writes_nothing(
    assistant: Assistant, tuning: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue, "report", lambda job, progress: not progress.get("step"))
    tuning.write_text("wait")
    training = start_training(assistant, approve_all=True)
    job = queue.claim(["assistants.train"], "test")
    assert job is not None
    with pytest.raises(LeaseLost), JobContext(job) as context:
        train(context)
    assert _fresh(training).job.state == Job.State.RUNNING
    assert not Adapter.objects.exists()


def test_a_waiting_training_is_cancelled_at_once(assistant: Assistant, tuning: Path) -> None:
    training = start_training(assistant, approve_all=True)
    cancel_training(training)
    assert _fresh(training).job.state == Job.State.CANCELLED
    assert start_training(assistant, approve_all=True)


def test_two_trainings_of_one_assistant_do_not_run(assistant: Assistant, tuning: Path) -> None:
    start_training(assistant, approve_all=True)
    with pytest.raises(errors.AlreadyRunning):
        start_training(assistant, approve_all=True)


def test_a_training_needs_its_model_and_the_engine(assistant: Assistant, settings: LazySettings, engine: Any) -> None:
    engine.state.script = Script(fault="unavailable")
    with pytest.raises(errors.EngineDown):
        start_training(assistant)
    assistant.base = "not-here"
    with pytest.raises(errors.BaseNotInstalled):
        start_training(assistant)


def test_too_few_approved_rows_are_counted_for_the_business(assistant: Assistant) -> None:
    assistant.datasets.get().examples.filter(split=Example.Split.TRAIN).update(state=Example.State.REJECTED)
    with pytest.raises(errors.TooLittleData, match="0 approved examples to train on; 20 are needed"):
        start_training(assistant)


def test_the_program_dies_with_its_worker(tmp_path: Path) -> None:
    """The launcher ends at once when the process that asked for it is gone."""
    command = [sys.executable, str(process.LAUNCH), str(os.getpid() + 1), str(tmp_path), sys.executable, "-c", "pass"]
    assert subprocess.run(command, check=False).returncode == 1
