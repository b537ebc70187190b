"""Jobs and checkpoints in OpenAI's shapes."""

from datetime import datetime, timedelta

from django.utils import timezone

from chat.openai import names
from chat.openai.door import Json
from chat.openai.models import FineTuning
from tenants.models import Job

STATES = {
    Job.State.QUEUED: "queued",
    Job.State.RUNNING: "running",
    Job.State.SUCCEEDED: "succeeded",
    Job.State.FAILED: "failed",
    Job.State.CANCELLED: "cancelled",
}


def job(tuning: FineTuning) -> Json:
    """OpenAI's `fine_tuning.job`."""
    training, current = tuning.training, tuning.current_job
    result = training.result if training else {}
    return {
        "id": names.public("ftjob", tuning.pk),
        "object": "fine_tuning.job",
        "created_at": stamp(tuning.created_at),
        "finished_at": stamp(current.finished_at),
        "estimated_finish": _estimated(current),
        "status": status(tuning),
        "error": _error(tuning),
        "model": tuning.model,
        "fine_tuned_model": model(tuning),
        "organization_id": f"org-{tuning.tenant_id.hex}",
        "training_file": names.public("file", tuning.training_file),
        "validation_file": names.public("file", tuning.validation_file) if tuning.validation_file else None,
        "result_files": [names.public("file", tuning.result_id)] if tuning.result_id else [],
        "hyperparameters": tuning.hyperparameters,
        "method": {"type": "supervised", "supervised": {"hyperparameters": tuning.hyperparameters}},
        "seed": tuning.seed,
        "trained_tokens": result.get("tokens") if status(tuning) == "succeeded" else None,
        "integrations": [],
        "metadata": tuning.metadata,
        "user_provided_suffix": tuning.suffix or None,
    }


def status(tuning: FineTuning) -> str:
    """OpenAI's word for how far it is: until there is a training, the files are being validated."""
    state = Job.State(tuning.current_job.state)
    reading = tuning.training is None and not tuning.current_job.finished
    return "validating_files" if reading else STATES[state]


def model(tuning: FineTuning) -> str | None:
    """The name of what was learned, once it can be asked."""
    if tuning.training is None or status(tuning) != "succeeded":
        return None
    return names.of_adapter(tuning.training.adapter)


def checkpoints(tuning: FineTuning) -> list[Json]:
    """The one set of weights that is kept: the best of the run."""
    training, name = tuning.training, model(tuning)
    if training is None or name is None:
        return []
    report = training.result
    step = report.get("best_step") or report.get("steps") or 0
    losses = {"train_loss": report.get("loss"), "full_valid_loss": report.get("valid_loss")}
    return [
        {
            "id": names.public("ftckpt", training.adapter.pk),
            "object": "fine_tuning.job.checkpoint",
            "created_at": stamp(training.adapter.created_at),
            "fine_tuned_model_checkpoint": name,
            "fine_tuning_job_id": names.public("ftjob", tuning.pk),
            "step_number": step,
            "metrics": {"step": step, **losses},
        }
    ]


def stamp(at: datetime | None) -> int | None:
    """Seconds since 1970."""
    return int(at.timestamp()) if at else None


def _estimated(current: Job) -> int | None:
    eta = current.progress.get("eta_seconds")
    return stamp(timezone.now() + timedelta(seconds=eta)) if eta and current.state == Job.State.RUNNING else None


def _error(tuning: FineTuning) -> Json | None:
    current = tuning.current_job
    if current.state != Job.State.FAILED:
        return None
    param = current.error_code.removeprefix("invalid_") if current.error_code.endswith("_file") else None
    return {"code": current.error_code, "message": current.error, "param": param}
