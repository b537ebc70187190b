"""Measuring whether more data still helps."""

from uuid import uuid4

from django.db import transaction

from assistants.catalogue import is_installed
from assistants.errors import AlreadyRunning, BaseNotInstalled, NotReady
from assistants.models import LearningCurve, Training
from assistants.workflows.actors import Actor
from tenants import audit
from tenants.jobs import enqueue

DRAW = "assistants.curve"


@transaction.atomic
def draw_curve(training: Training, actor: Actor = None) -> LearningCurve:
    """Enqueues the curve of a finished training; one that failed is drawn anew.

    Raises NotReady for a training without a loss on held-out rows, AlreadyRunning, BaseNotInstalled.
    """
    if not training.job.finished or training.result.get("valid_loss") is None:
        raise NotReady(
            "A learning curve compares a finished training with parts of its data.",
            "Train first, with validation rows; a few-shot version has no curve.",
        )
    if not is_installed(training.base):
        raise BaseNotInstalled(f"The model {training.base} is not installed.", "Install it on the models page first.")
    # The lock makes two people who press the button at once wait for each other.
    Training.objects.select_for_update().get(pk=training.pk)
    earlier = LearningCurve.objects.select_related("job").filter(training=training).first()
    if earlier and not earlier.job.finished:
        raise AlreadyRunning("The learning curve is being measured already.", "Wait for it.")
    if earlier:
        earlier.delete()
    pk = uuid4()
    curve = LearningCurve.objects.create(pk=pk, training=training, job=enqueue(DRAW, pk))
    audit.record("curve.start", training, actor=actor)
    return curve
