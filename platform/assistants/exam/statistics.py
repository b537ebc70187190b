"""Whether a difference between two arms is more than chance."""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

SAMPLES = 2000


@dataclass(frozen=True)
class Comparison:
    """Mean difference per question, its 95 % interval, and how often a resampled difference was above zero."""

    difference: float
    low: float
    high: float
    probability: float


def bootstrap(differences: Iterable[tuple[str, float]], *, samples: int = SAMPLES, seed: int = 0) -> Comparison:
    """Paired bootstrap over clusters: (cluster, difference) per question; whole clusters are drawn again.

    Questions about one document rise and fall together, so drawing single questions would claim too much certainty
    (Cameron, Gelbach & Miller 2008).
    """
    clusters: dict[str, list[float]] = defaultdict(list)
    for cluster, difference in differences:
        clusters[cluster].append(difference)
    if not clusters:
        return Comparison(0.0, 0.0, 0.0, 0.5)
    sums, sizes = (np.array([measure(group) for group in clusters.values()]) for measure in (sum, len))
    drawn = np.random.default_rng(seed).integers(0, len(sums), size=(samples, len(sums)))
    means = sums[drawn].sum(axis=1) / sizes[drawn].sum(axis=1)
    low, high = np.quantile(means, [0.025, 0.975])
    above = np.mean(means > 0) + np.mean(means == 0) / 2
    return Comparison(float(sums.sum() / sizes.sum()), float(low), float(high), float(above))


def mcnemar(won: int, lost: int) -> float:
    """Exact two-sided p-value for `won` questions that only the one arm got right and `lost` only the other.

    McNemar 1947: under no difference the discordant pairs are coin tosses.
    """
    total = won + lost
    tail = sum(math.comb(total, k) for k in range(min(won, lost) + 1)) / 2**total
    return float(min(1.0, 2 * tail))


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which `share` of the values lie, between neighbours by line; 0 for no values."""
    if not values:
        return 0.0
    ranked = sorted(values)
    place = share * (len(ranked) - 1)
    low = math.floor(place)
    high = min(low + 1, len(ranked) - 1)
    return ranked[low] + (ranked[high] - ranked[low]) * (place - low)
