"""What the paired tests of a report card say, in words for somebody who knows no statistics."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dashboard.marks import ARMS

UNLIKELY, VERY_UNLIKELY = 0.05, 0.01


@dataclass(frozen=True)
class Chance:
    """`score`: the mean difference with its interval. `counts`: who got what right alone. `verdict`: may it be luck."""

    score: str
    counts: str
    verdict: str
    sure: bool


def chance(comparison: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> Chance | None:
    """The words for `ReportCard.comparison` and its rows; None for a card that holds no comparison."""
    if "p_value" not in comparison:
        return None
    rival = ARMS.get(comparison["against"], comparison["against"]).lower()
    p_value = comparison["p_value"]
    return Chance(
        _score(comparison, rival), _counts(rows, comparison["against"], rival), verdict(p_value), p_value < UNLIKELY
    )


def verdict(p_value: float) -> str:
    """Whether a difference may be luck. McNemar's p is over right and wrong answers."""
    shown = f"p = {p_value:.2g}" if p_value >= 0.001 else "p < 0.001"
    if p_value < VERY_UNLIKELY:
        return f"This is very unlikely to be chance ({shown})."
    if p_value < UNLIKELY:
        return f"This is unlikely to be chance ({shown})."
    return f"This could be chance ({shown})."


def _score(found: Mapping[str, Any], rival: str) -> str:
    low, high = _points(found["low"]), _points(found["high"])
    text = (
        f"Over all questions the new version scored {_points(found['difference'])} points against the {rival}. An exam "
        f"of this size leaves room for anything from {low} to {high} points (95 % interval)"
    )
    return f"{text}, so also for no difference at all." if found["low"] <= 0 <= found["high"] else f"{text}."


def _counts(rows: Sequence[Mapping[str, Any]], against: str, rival: str) -> str:
    pairs = [(row["answers"]["candidate"]["right"], row["answers"][against]["right"]) for row in rows]
    won = sum(ours and not theirs for ours, theirs in pairs)
    lost = sum(theirs and not ours for ours, theirs in pairs)
    if not won and not lost:
        return "Both got the same questions right."
    return f"{won} questions were right only in the new version, {lost} only in the {rival}."


def _points(share: float) -> str:
    """+12, −3 or 0: hundredths with their sign."""
    return f"{round(share * 100):+d}".replace("-", "−").replace("+0", "0")
