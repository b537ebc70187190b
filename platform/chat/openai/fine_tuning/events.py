"""What happened to a job, told from its rows: nothing is stored for it."""

from collections.abc import Iterator
from datetime import datetime

from assistants.training.history import steps
from chat.openai import names
from chat.openai.door import Json
from chat.openai.fine_tuning.shapes import model, stamp
from chat.openai.models import FineTuning
from tenants.models import Job

ENDS = {Job.State.SUCCEEDED, Job.State.FAILED, Job.State.CANCELLED}


def events(tuning: FineTuning) -> list[Json]:
    """OpenAI's `fine_tuning.job.event`s, the newest first. What came later is appended, so ids stay."""
    told = [_numbered(tuning, place, event) for place, event in enumerate(_told(tuning), 1)]
    return told[::-1]


def _told(tuning: FineTuning) -> Iterator[Json]:
    named = names.public("ftjob", tuning.pk)
    yield _event(tuning.created_at, f"Created fine-tuning job: {named}")
    yield _event(tuning.created_at, f"Validating training file: {names.public('file', tuning.training_file)}")
    if tuning.training:
        yield _event(tuning.training.created_at, "Files validated, moving job to queued state")
        yield from _trained(tuning.training.job, tuning)
    if tuning.current_job.state in ENDS and tuning.current_job.finished_at:
        yield from _ended(tuning, tuning.current_job, tuning.current_job.finished_at)


def _trained(job: Job, tuning: FineTuning) -> Iterator[Json]:
    if job.started_at and tuning.training:
        yield _event(job.started_at, "Fine-tuning job started")
        for step in steps(tuning.training):
            data = {
                "step": step.step,
                "total_steps": step.steps,
                "train_loss": step.loss,
                "valid_loss": step.valid_loss,
            }
            message = f"Step {step.step}/{step.steps}: training loss={step.loss:.2f}"
            yield _event(step.at, message, kind="metrics", data=data)


def _ended(tuning: FineTuning, job: Job, at: datetime) -> Iterator[Json]:
    if job.state == Job.State.FAILED:
        yield _event(at, f"The job failed: {job.error}", level="error", data={"code": job.error_code})
    elif job.state == Job.State.CANCELLED:
        yield _event(at, "The job was cancelled")
    elif tuning.training:
        yield _event(at, f"New fine-tuned model created: {model(tuning)}")
        yield _event(
            at, f"Exam: {tuning.training.report_card.reason}", data={"live": tuning.training.report_card.promoted}
        )
        yield _event(at, "The job has successfully completed")


def _event(at: datetime, message: str, *, level: str = "info", kind: str = "message", data: Json | None = None) -> Json:
    return {"created_at": stamp(at), "level": level, "message": message, "type": kind, "data": data or {}}


def _numbered(tuning: FineTuning, place: int, event: Json) -> Json:
    return {"id": f"ftevent-{tuning.pk.hex}-{place}", "object": "fine_tuning.job.event", **event}
