"""The job that reads the files of a fine-tuning job into a dataset and starts the training."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from assistants import skill
from assistants.examples import material
from assistants.exchange.draft import Draft
from assistants.models import Assistant, Dataset, Example
from assistants.training.params import FROM_SCRATCH, FROM_SKILL
from assistants.workflows import cancel_training, start_training
from chat.openai.fine_tuning import examples
from chat.openai.fine_tuning.rows import BadFile, rows
from chat.openai.models import File, FineTuning
from tenants.jobs import JobContext
from tenants.models import Job

# Who asks for a number of epochs wants all of them.
NO_LIMIT_MINUTES = 24 * 60


def read_files(context: JobContext) -> None:
    """File → dataset → training, all or nothing. Raises BadFile and what `start_training` raises."""
    tuning = FineTuning.objects.select_related("assistant__tenant").get(pk=context.subject_id)
    if tuning.training_id is not None:
        return
    training, validation = _rows(tuning, "training_file"), _rows(tuning, "validation_file")

    def report(done: int, total: int) -> None:
        context.progress(every=1.0, done=done, total=total)

    made = list(examples.shown([*training, *validation], material.retrieve, report))
    sided = examples.sided(made[: len(training)], made[len(training) :])
    context.check()
    _start(tuning, sided)


def read_ended(job: Job) -> None:
    """A stop that came while the training was being started stops the training."""
    tuning = FineTuning.objects.select_related("training__job").filter(pk=job.subject_id).first()
    if tuning and tuning.training and job.state == Job.State.CANCELLED:
        cancel_training(tuning.training)


def _rows(tuning: FineTuning, param: str) -> list[Draft]:
    pk = getattr(tuning, param)
    if pk is None:
        return []
    file = File.objects.filter(pk=pk).first()
    if file is None:
        raise BadFile(param, "The file was deleted before it was read.", "Upload it again.")
    with file.content.open("rb") as handle:
        return rows(handle.read(), param)


@transaction.atomic
def _start(tuning: FineTuning, sided: Iterable[examples.Sided]) -> None:
    dataset = Dataset.objects.create(assistant=tuning.assistant, built_at=timezone.now())
    made = [examples.example(row, split) for row, split in sided]
    for example in made:
        example.tenant, example.dataset = dataset.tenant, dataset
    Example.objects.bulk_create(made, batch_size=500)
    tuning.training = start_training(tuning.assistant, dataset, _params(tuning))
    tuning.save(update_fields=["training"])


def _params(tuning: FineTuning) -> dict[str, object]:
    """The platform's own parameters; what is "auto" is left to its defaults."""
    chosen = {name: value for name, value in tuning.hyperparameters.items() if value != "auto"}
    params: dict[str, object] = {"seed": tuning.seed}
    if "n_epochs" in chosen:
        params |= {"epochs": chosen["n_epochs"], "max_minutes": NO_LIMIT_MINUTES}
    if "batch_size" in chosen:
        params["batch_size"] = chosen["batch_size"]
    if "learning_rate_multiplier" in chosen:
        params["learning_rate"] = chosen["learning_rate_multiplier"] * _usual_rate(tuning.assistant)
    return params


def _usual_rate(assistant: Assistant) -> float:
    return FROM_SKILL if skill.folder(assistant.base) else FROM_SCRATCH
