"""The job of a learning curve, and what the curve says."""

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from assistants.errors import TrainingFailed
from assistants.models import Example, LearningCurve, Training
from assistants.training import folder, process
from tenants.jobs import JobContext
from tuning.job import files
from tuning.job.curve import Point, read_curve

PARTS = (0.25, 0.5)
EVERY_SECONDS = 1.0
ROOM = 0.03
"""The relative change of a loss that is taken for chance: judgement, one run per point says nothing about it."""


def draw(context: JobContext) -> None:
    """Trains on the parts; an earlier attempt's runs are not repeated."""
    rows = LearningCurve.objects.select_related("training__assistant__tenant", "training__dataset")
    curve = rows.get(pk=context.subject_id)
    if curve.points:
        return
    place = _laid_out(curve)
    command = [*process.CURVE, "--fractions", *(f"{part:g}" for part in PARTS), "--"]
    code = process.run(place, lambda seen: _follow(context, seen), command=command)
    context.check()
    if code == process.WRONG:
        raise TrainingFailed(process.last_words(place), "Make more examples, train again, then draw the curve.")
    if code != process.SUCCEEDED:
        raise RuntimeError(f"The curve's program ended with code {code}. {process.last_words(place)}")
    points = [*read_curve(place).points, _whole(curve.training)]
    LearningCurve.objects.filter(pk=curve.pk).update(points=[asdict(point) for point in points])


def close(curve: LearningCurve) -> None:
    """Removes what a curve needs no more once it has ended."""
    shutil.rmtree(curve.folder, ignore_errors=True)


def said(points: Sequence[Mapping[str, Any]]) -> str:
    """What the last two doublings of the data brought, and whether more is worth it; empty for fewer points."""
    if len(points) < 3:
        return ""
    quarter, half, whole = points[-3:]
    first, last = _gain(quarter, half), _gain(half, whole)
    told = (
        f"From {half['rows']} to {whole['rows']} examples the loss on held-out rows {_change(last)}; from "
        f"{quarter['rows']} to {half['rows']} it {_change(first)}. {_advice(last)}"
    )
    return f"{told} Each point is one run, so differences of a few percent may be chance."


def _laid_out(curve: LearningCurve) -> Path:
    """The training's own job with the epochs that it came to, so that every part is seen equally often."""
    training = curve.training
    job = folder.job_of(training)
    epochs = training.result.get("epochs") or job.train.epochs
    return folder.lay_out(
        training, curve.folder, replace(job, train=replace(job.train, epochs=epochs, max_minutes=None))
    )


def _follow(context: JobContext, seen: Sequence[files.Progress]) -> None:
    last = seen[-1] if seen else None
    context.progress(every=EVERY_SECONDS, done=last.step if last else 0, total=last.steps if last else len(PARTS))


def _whole(training: Training) -> Point:
    """The training itself, which has run on all rows."""
    learned = training.dataset.examples.filter(state=Example.State.APPROVED, split=Example.Split.TRAIN)
    documents = set(learned.values_list("document", flat=True)) - {""}
    return Point(1.0, learned.count(), len(documents), float(training.result["valid_loss"]))


def _gain(before: Mapping[str, Any], after: Mapping[str, Any]) -> float:
    """How much of the loss the further rows took away."""
    return float((before["valid_loss"] - after["valid_loss"]) / before["valid_loss"])


def _change(gain: float) -> str:
    return f"fell by {gain:.0%}" if gain >= 0 else f"rose by {-gain:.0%}"


def _advice(gain: float) -> str:
    if gain > ROOM:
        return "More examples of this kind will probably still help."
    if gain > -ROOM:
        return "More of the same will hardly help: the worst questions of the report card say what is missing."
    return "All examples did worse than half of them: look for wrong ones in the training set."
