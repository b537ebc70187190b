"""Phrasings kept back from a fine-tuning, some of every intent."""

import numpy as np
from numpy.typing import NDArray

from assistants.intents.learning.head import Labels

Places = NDArray[np.int64]
Mask = NDArray[np.bool_]


def held_out(labels: Labels, given: Mask, share: float, seed: int = 0) -> tuple[Places, Places]:
    """(learned from, kept back): about `share` of each label.

    Never kept back are the rows of `given` and a label's only other row.
    """
    generator = np.random.default_rng(seed)
    kept = np.zeros(len(labels), bool)
    for label in np.unique(labels):
        rows = generator.permutation(np.flatnonzero((labels == label) & ~given))
        if len(rows) > 1:
            kept[rows[: max(1, round(share * len(rows)))]] = True
    return np.flatnonzero(~kept), np.flatnonzero(kept)
