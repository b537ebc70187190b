"""The tuning program's progress, as the dashboard draws it."""

from collections.abc import Sequence
from typing import TypedDict

from tuning.job.files import Progress

POINTS = 300


class Chart(TypedDict):
    """`loss` and `valid_loss`: [[step, loss], …], at most 300 points; times in seconds."""

    stage: str
    step: int
    steps: int
    loss: list[list[float]]
    valid_loss: list[list[float]]
    tokens_per_second: float | None
    eta_seconds: float | None


def chart(progress: Sequence[Progress]) -> Chart:
    """Where the training stands and how the loss went; after a resume the later value of a step counts.

    The losses are those of the stage that runs, or ran last: stages learn different things.
    """
    last = progress[-1] if progress else None
    stage = next((one.stage for one in reversed(progress) if one.stage), "")
    now = [one for one in progress if one.stage == stage]
    loss = {one.step: one.loss for one in now if one.loss is not None}
    valid = {one.step: one.valid_loss for one in now if one.valid_loss is not None}
    return {
        "stage": stage,
        "step": last.step if last else 0,
        "steps": last.steps if last else 0,
        "loss": thinned(sorted(loss.items())),
        "valid_loss": thinned(sorted(valid.items())),
        "tokens_per_second": last.tokens_per_second if last else None,
        "eta_seconds": last.eta_seconds if last else None,
    }


def thinned(points: Sequence[tuple[int, float]], limit: int = POINTS) -> list[list[float]]:
    """At most `limit` points: the means of equal stretches, each at its last step."""
    size = -(-len(points) // limit) or 1
    stretches = [points[start : start + size] for start in range(0, len(points), size)]
    return [[stretch[-1][0], round(sum(loss for _, loss in stretch) / len(stretch), 4)] for stretch in stretches]
