"""How fast this installation trains, from the trainings that it has finished."""

from dataclasses import dataclass
from statistics import median
from typing import Any

from assistants.catalogue import find, this_machine
from assistants.catalogue.speed import training_tokens_per_second
from assistants.models import Training

RECENT = 3
LOOKED_AT = 30
OVERHEAD_SECONDS = 120.0
"""From the start of the job to its verdict, without the training itself: loading, publishing, the exam."""


@dataclass(frozen=True)
class Pace:
    """`tokens_per_second` while training, validations included; `overhead` in seconds around it.

    `measured`: on how many trainings; 0 where none has finished here yet.
    """

    tokens_per_second: float
    overhead: float
    measured: int


def pace(slug: str) -> Pace:
    """The median of the last finished trainings, those of other models scaled by their size."""
    model = find(slug)
    runs = _finished()
    if model is None or not runs:
        usual = training_tokens_per_second(model, this_machine()) if model else 0.0
        return Pace(usual or 1.0, OVERHEAD_SECONDS, 0)
    speeds = [run["tokens"] / run["seconds"] * run["parameters"] / model.parameters for run in runs]
    around = [run["around"] for run in runs if run["around"] is not None]
    return Pace(median(speeds), median(around) if around else OVERHEAD_SECONDS, len(runs))


def _finished() -> list[dict[str, Any]]:
    """The newest first. A sweep over all tenants: only how fast this machine is, is read."""
    columns = ("base", "result", "job__attempt", "job__started_at", "job__finished_at")
    rows = Training.across_tenants.exclude(result={}).order_by("-created_at").values(*columns)[:LOOKED_AT]
    return [run for row in rows if (run := _run(row))][:RECENT]


def _run(row: dict[str, Any]) -> dict[str, Any] | None:
    tokens, seconds = row["result"].get("tokens") or 0, row["result"].get("seconds") or 0.0
    model = find(row["base"])
    if not tokens or not seconds or model is None:
        return None
    # A second attempt went on where the first one stopped: its job says nothing about the whole.
    whole = row["job__attempt"] == 1 and row["job__started_at"] and row["job__finished_at"]
    around = (row["job__finished_at"] - row["job__started_at"]).total_seconds() - seconds if whole else None
    return {"tokens": tokens, "seconds": seconds, "parameters": model.parameters, "around": around}
