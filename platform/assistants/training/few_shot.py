"""A version that is not trained: the weights that are there already, shown the nearest approved rows."""

import hashlib

from django.db import transaction
from django.db.models import Max

from assistants import skill
from assistants.answers.shots import LEFT_OUT
from assistants.errors import TooLittleData
from assistants.models import Adapter, Example, Training
from assistants.training.method import fewest


@transaction.atomic
def publish(training: Training) -> Adapter:
    """The version of a training whose dataset is frozen; the same rows and weights have the same name.

    Raises TooLittleData when there are too few rows to show.
    """
    rows = training.dataset.trainable(approve_all=False).filter(split=Example.Split.TRAIN).exclude(origin=LEFT_OUT)
    if (count := rows.count()) < fewest("few_shot"):
        raise TooLittleData.rows(count, fewest("few_shot"))
    weights = skill.published(training.base)
    said = f"{training.base} {weights} {training.dataset.sha256}"
    newest = training.assistant.adapters.aggregate(version=Max("version"))["version"] or 0
    adapter, _ = Adapter.objects.get_or_create(
        training=training,
        defaults={
            "assistant": training.assistant,
            "name": f"s-{hashlib.sha256(said.encode()).hexdigest()[:32]}",
            "version": newest + 1,
            "weights": weights,
            "shots": training.dataset,
        },
    )
    return adapter
