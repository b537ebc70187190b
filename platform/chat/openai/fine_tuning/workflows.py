"""Creating and cancelling fine-tuning jobs."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from django.db import transaction

from assistants.errors import AlreadyRunning
from assistants.models import Assistant
from assistants.workflows import cancel_training
from chat.openai import files, names
from chat.openai.errors import InvalidRequest, NotFound, unsupported
from chat.openai.fine_tuning.asked import parse
from chat.openai.models import File, FineTuning
from tenants import audit
from tenants.jobs import cancel, enqueue
from tenants.models import Job

READ = "openai.read"


@transaction.atomic
def create(body: Mapping[str, Any]) -> FineTuning:
    """A job of the scope's tenant, waiting for its files to be read. Raises ApiErrors, AlreadyRunning."""
    asked = parse(body)
    training = _file(asked.training_file, "training_file")
    validation = _file(asked.validation_file, "validation_file") if asked.validation_file else None
    assistant, pk = _assistant(asked.model), uuid4()
    _check_free(assistant)
    tuning = FineTuning.objects.create(
        pk=pk,
        assistant=assistant,
        model=asked.model,
        training_file=training.pk,
        validation_file=validation.pk if validation else None,
        hyperparameters=asked.hyperparameters,
        seed=asked.seed,
        suffix=asked.suffix,
        metadata=asked.metadata,
        job=enqueue(READ, pk),
    )
    audit.record("fine_tuning.create", tuning, training_file=training.filename)
    return tuning


@transaction.atomic
def stop(tuning: FineTuning) -> None:
    """Stops reading or training; one that has ended stays as it is."""
    if tuning.training:
        cancel_training(tuning.training)
    else:
        cancel(tuning.job)
        audit.record("fine_tuning.cancel", tuning)


def found(job: str) -> FineTuning:
    """The business's job of that id."""
    rows = FineTuning.objects.select_related("job", "training__job", "training__adapter")
    tuning = rows.filter(pk=names.private("ftjob", job)).first()
    if tuning is None:
        raise NotFound(f"There is no fine-tuning job {job[:60]!r}.", "GET /v1/fine_tuning/jobs lists what there is.")
    return tuning


def _assistant(model: str) -> Assistant:
    """The assistant that is to learn: named by its id, or the only one on that base model."""
    if model.startswith("ft:"):
        raise unsupported("model", "A version is not trained further; each training starts anew.")
    on_base = list(Assistant.objects.filter(base=model)[:2])
    if len(on_base) == 1:
        return on_base[0]
    if on_base:
        raise InvalidRequest(f"Several assistants use {model}.", "Name one by its id (GET /v1/models).", param="model")
    return names.served(model).assistant


def _check_free(assistant: Assistant) -> None:
    # The lock makes two programs that ask at once come one after the other.
    Assistant.objects.select_for_update().get(pk=assistant.pk)
    reading = FineTuning.objects.filter(assistant=assistant, training=None, job__state__in=Job.ACTIVE)
    if reading.exists() or assistant.trainings.filter(job__state__in=Job.ACTIVE).exists():
        raise AlreadyRunning("This assistant is being trained already.", "Wait for it, or cancel it first.")


def _file(given: object, param: str) -> File:
    file = files.found(given, param)
    if file.purpose != File.Purpose.FINE_TUNE:
        raise InvalidRequest(f"{given} is a result file.", "Name a file uploaded with purpose=fine-tune.", param=param)
    return file
