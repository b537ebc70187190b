"""Parts of the phrasings for learning and for checking, every intent in both."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from assistants.intents.learning.head import Labels, Matrix, fit
from assistants.intents.learning.outcomes import Outcomes

FOLDS = 5
Places = NDArray[np.int64]
Mask = NDArray[np.bool_]


def folds(labels: Labels, given: Mask, count: int = FOLDS, seed: int = 0) -> Iterator[tuple[Places, Places]]:
    """(learned from, checked on) of stratified cross-validation.

    Never checked on, and always learned from, are the rows of `given` and a label's only other row.
    """
    part = _parts(labels, given, count, seed)
    for number in range(count):
        checked = np.flatnonzero(part == number)
        if checked.size:
            yield np.flatnonzero(part != number), checked


def held_out(labels: Labels, given: Mask, share: float, seed: int = 0) -> tuple[Places, Places]:
    """(learned from, kept back): about `share` of each label, and never a label's last row."""
    return next(folds(labels, given, max(2, round(1 / share)), seed))


def cross_validated(vectors: Matrix, labels: Labels, intents: list[str], importance: Matrix, given: Mask) -> Outcomes:
    """Every row's outcome by a head that was fitted without its fold. Labels beyond `intents` are "none of them"."""
    probabilities = np.zeros((len(labels), len(intents) + 1), np.float32)
    seen = np.zeros(len(labels), bool)
    for learned, checked in folds(labels, given):
        head = fit(vectors[learned], labels[learned], len(intents) + 1, importance[learned])
        probabilities[checked] = head.probabilities(vectors[checked])
        seen[checked] = True
    return Outcomes.of(intents, labels[seen], probabilities[seen])


def _parts(labels: Labels, given: Mask, count: int, seed: int) -> Places:
    """Each row's fold; -1 for the rows that are in none."""
    generator = np.random.default_rng(seed)
    part = np.full(len(labels), -1)
    for label in np.unique(labels):
        rows = generator.permutation(np.flatnonzero((labels == label) & ~given))
        if rows.size > 1:
            # Begun where it will, so that small labels do not all meet in the first fold.
            part[rows] = (np.arange(rows.size) + (int(label) if rows.size < count else 0)) % count
    return part
