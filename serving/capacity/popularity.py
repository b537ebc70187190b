"""Who is asked how often: Zipf's law, p(k) ∝ 1 / k^s for the k-th most popular adapter."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def zipf(adapters: int, exponent: float) -> NDArray[np.float64]:
    """float64[adapters], most popular first; sums to 1."""
    weights = np.power(np.arange(1, adapters + 1, dtype=np.float64), -exponent)
    shares: NDArray[np.float64] = weights / weights.sum()
    return shares


def requests(popularity: NDArray[np.float64], count: int, seed: int) -> NDArray[np.intp]:
    """intp[count]: which adapter each request names, one independent of the other."""
    drawn = np.random.default_rng(seed).random(count)
    return np.searchsorted(np.cumsum(popularity), drawn, side="right").clip(max=len(popularity) - 1)
