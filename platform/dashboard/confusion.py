"""What the intents page shows of a recogniser's figures, with intents by their names."""

from collections.abc import Mapping
from dataclasses import dataclass

from assistants.intents.learning.figures import Figures, Score, figures, matrix
from assistants.intents.learning.outcomes import Outcomes

WIDEST = 12
"""Intents up to which the whole matrix fits on a page."""
PAIRS = 12
AS_USUAL = "Answers as usual"
NONE = "None of them"


@dataclass(frozen=True)
class Confusions:
    """`pairs`: (intent, heard as, count), most frequent first. `rows`: the matrix with names; empty if too wide."""

    figures: Figures
    scores: dict[str, Score]
    pairs: list[tuple[str, str, int]]
    columns: list[str]
    rows: list[tuple[str, list[int]]]


def confusions(outcomes: Outcomes, names: Mapping[str, str], threshold: float) -> Confusions | None:
    """None before anything was checked."""
    if not outcomes.gold:
        return None
    found = figures(outcomes, threshold)
    called = [*(names.get(intent, "(removed)") for intent in outcomes.intents), AS_USUAL]
    columns, rows = whole_matrix(outcomes, names, threshold) if len(outcomes.intents) <= WIDEST else ([], [])
    return Confusions(
        found,
        {score.intent: score for score in found.scores},
        [(called[truth], called[heard], count) for truth, heard, count in found.confusions[:PAIRS]],
        columns,
        rows,
    )


def whole_matrix(
    outcomes: Outcomes, names: Mapping[str, str], threshold: float
) -> tuple[list[str], list[tuple[str, list[int]]]]:
    """(columns, rows): a row per intent, a column per what was heard; both end with "none of them"."""
    called = [names.get(intent, "(removed)") for intent in outcomes.intents]
    return [*called, AS_USUAL], list(zip([*called, NONE], matrix(outcomes, threshold), strict=True))
