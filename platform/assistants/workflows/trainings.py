"""Starting and stopping a training."""

from collections.abc import Mapping
from uuid import uuid4

from asgiref.sync import async_to_sync
from django.conf import settings
from django.db import transaction

from assistants.catalogue import Advice, is_installed
from assistants.errors import AlreadyRunning, BaseNotInstalled, EngineDown, NotReady, TooLittleData
from assistants.models import Assistant, Dataset, Example, Training
from assistants.training.estimate import Estimate, estimate, foresee
from assistants.training.method import advise, chosen, fewest, settle
from assistants.training.params import Value, check
from assistants.workflows.actors import Actor
from serving.client import Engine
from tenants import audit
from tenants.jobs import cancel, enqueue
from tenants.models import Job

ATTEMPTS = 5


def start_training(
    assistant: Assistant,
    dataset: Dataset | None = None,
    params: Mapping[str, object] | None = None,
    actor: Actor = None,
    *,
    approve_all: bool = False,
) -> Training:
    """Enqueues a training on `dataset`, else on the newest one under review, else on one that the job builds.

    `approve_all` approves what is still proposed, imported rows excepted. Raises AlreadyRunning, BaseNotInstalled,
    EngineDown, NotReady, TooLittleData, BadParameters.
    """
    set_to = check(params or {})
    if not is_installed(assistant.base):
        raise BaseNotInstalled(f"The model {assistant.base} is not installed.", "Install it on the models page first.")
    if not async_to_sync(_engine_answers)():
        raise EngineDown(
            "The engine does not answer, so the exam could not be held.", "Start it (`manage.py up`), then try again."
        )
    training = _start(assistant, dataset, {**set_to, **({"approve_all": True} if approve_all else {})}, actor)
    settle(training)
    foresee(training)
    return training


def expect(
    assistant: Assistant,
    dataset: Dataset | None = None,
    params: Mapping[str, object] | None = None,
    *,
    approve_all: bool = False,
) -> Estimate:
    """What `start_training` with the same arguments will take. Raises NotReady before the examples are made."""
    return estimate(assistant, dataset or _under_review(assistant), params or {}, approve_all=approve_all)


def recommend(assistant: Assistant, dataset: Dataset | None = None, *, approve_all: bool = False) -> Advice:
    """The method that `auto` would take. Raises NotReady before the examples are made."""
    rows = dataset or _under_review(assistant)
    if rows is None or rows.built_at is None:
        raise NotReady("A method can be recommended when the examples are made.", "Make examples first.")
    return advise(assistant, rows, approve_all=approve_all)


@transaction.atomic
def cancel_training(training: Training, actor: Actor = None) -> None:
    """A waiting training ends at once; a running one after its current step. What was live stays live."""
    cancel(training.job)
    audit.record("training.cancel", training, actor=actor)


@transaction.atomic
def _start(assistant: Assistant, dataset: Dataset | None, params: Mapping[str, Value], actor: Actor) -> Training:
    # The lock makes two people who press the button at once wait for each other.
    Assistant.objects.select_for_update().get(pk=assistant.pk)
    if assistant.trainings.filter(job__state__in=Job.ACTIVE).exists():
        raise AlreadyRunning("This assistant is being trained already.", "Wait for it, or cancel it first.")
    pk = uuid4()
    training = Training.objects.create(
        pk=pk,
        assistant=assistant,
        dataset=_usable(assistant, dataset or _newest(assistant), params),
        job=enqueue("assistants.train", pk, max_attempts=ATTEMPTS),
        base=assistant.base,
        params=params,
    )
    audit.record("training.start", training, actor=actor, params=dict(params))
    return training


def _newest(assistant: Assistant) -> Dataset:
    return _under_review(assistant) or Dataset.objects.create(assistant=assistant)


def _under_review(assistant: Assistant) -> Dataset | None:
    return assistant.datasets.filter(frozen_at=None, built_at__isnull=False).first()


def _usable(assistant: Assistant, dataset: Dataset, params: Mapping[str, Value]) -> Dataset:
    """The dataset, if it is built and (where it can be known now) large enough, or will be built by the training."""
    if dataset.built_at is None:
        if dataset.job and not dataset.job.finished:
            raise NotReady("The examples are still being made.", "Review them when they appear, then train.")
        return dataset
    approve_all = bool(params.get("approve_all"))
    rows = dataset.trainable(approve_all=approve_all).filter(split=Example.Split.TRAIN).count()
    wanted = fewest(chosen(params, advise(assistant, dataset, approve_all=approve_all)))
    if rows < wanted:
        raise TooLittleData.rows(rows, wanted)
    return dataset


async def _engine_answers() -> bool:
    async with Engine(settings.ENGINE_URL) as engine:
        return await engine.health()
