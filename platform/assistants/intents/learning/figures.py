"""Accuracy, precision, recall, F1, confusions, and the threshold that they suggest."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assistants.intents.learning.outcomes import NOTHING, Outcomes

WANTED_PRECISION = 0.95
LOWEST, HIGHEST = 0.3, 0.95
UNKNOWN = 0.6
"""The threshold while there is nothing to measure one on."""


@dataclass(frozen=True)
class Score:
    """One intent at a threshold; shares from 0 to 1, None where there is nothing to divide by."""

    intent: str
    support: int
    precision: float | None
    recall: float | None
    f1: float | None


@dataclass(frozen=True)
class Figures:
    """At a threshold. `accuracy` is without it: whether the nearest intent is the right one.

    `recognised`: share of the phrasings that reach it; `precision`: share of all sentences that reach it which are
    right; `false_alarms`: share of the sentences of no intent that reach it. `confusions`: (intent, said, count),
    most frequent first, NOTHING for "answers as usual".
    """

    threshold: float
    phrasings: int
    accuracy: float | None
    recognised: float | None
    precision: float | None
    macro_f1: float | None
    false_alarms: float | None
    scores: list[Score]
    confusions: list[tuple[int, int, int]]


def figures(outcomes: Outcomes, threshold: float) -> Figures:
    """Everything that a page shows of outcomes."""
    gold, guess, said = outcomes.gold, outcomes.guess, outcomes.said(threshold)
    inside = [place for place, label in enumerate(gold) if label != NOTHING]
    outside = [place for place, label in enumerate(gold) if label == NOTHING]
    reached = [place for place, label in enumerate(said) if label != NOTHING]
    scores = _scores(outcomes.intents, gold, said)
    wrong = Counter((gold[place], said[place]) for place in inside if gold[place] != said[place])
    return Figures(
        threshold=threshold,
        phrasings=len(inside),
        accuracy=_share(sum(gold[place] == guess[place] for place in inside), len(inside)),
        recognised=_share(sum(said[place] != NOTHING for place in inside), len(inside)),
        precision=_share(sum(gold[place] == said[place] for place in reached), len(reached)),
        macro_f1=_mean([score.f1 for score in scores if score.support]),
        false_alarms=_share(sum(said[place] != NOTHING for place in outside), len(outside)),
        scores=scores,
        confusions=[(truth, heard, count) for (truth, heard), count in wrong.most_common()],
    )


def suggested(outcomes: Outcomes) -> float:
    """The lowest threshold at which 95 % of what is recognised is right, within sensible bounds."""
    if not outcomes.gold:
        return UNKNOWN
    confidence = np.array(outcomes.confidence)
    order = np.argsort(-confidence, kind="stable")
    right = np.array(outcomes.gold)[order] == np.array(outcomes.guess)[order]
    precision = np.cumsum(right) / np.arange(1, len(right) + 1)
    good = np.flatnonzero(precision >= WANTED_PRECISION)
    lowest = float(confidence[order][good[-1]]) if good.size else HIGHEST
    return round(min(max(lowest, LOWEST), HIGHEST), 2)


def matrix(outcomes: Outcomes, threshold: float) -> list[list[int]]:
    """Counts [intent][said]: a row per intent and one for no intent, a column per intent and one for "as usual"."""
    size = len(outcomes.intents) + 1
    counts = [[0] * size for _ in range(size)]
    for truth, heard in zip(outcomes.gold, outcomes.said(threshold), strict=True):
        # NOTHING is -1, the last row and the last column.
        counts[truth][heard] += 1
    return counts


def _scores(intents: Sequence[str], gold: Sequence[int], said: Sequence[int]) -> list[Score]:
    support, named = Counter(gold), Counter(said)
    right = Counter(truth for truth, heard in zip(gold, said, strict=True) if truth == heard)
    return [
        Score(
            intent,
            support[place],
            _share(right[place], named[place]),
            _share(right[place], support[place]),
            _share(2 * right[place], named[place] + support[place]),
        )
        for place, intent in enumerate(intents)
    ]


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _mean(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None
