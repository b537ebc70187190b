"""An engine's adapters in memory: the least recently used one leaves when there is no room for another."""

from __future__ import annotations

from collections import OrderedDict

import numpy as np
from numpy.typing import NDArray


class AdapterCache:
    """`slots` adapters at most."""

    def __init__(self, slots: int) -> None:
        self._slots = slots
        self._held: OrderedDict[int, None] = OrderedDict()

    def holds(self, adapter: int) -> bool:
        """Whether the adapter was there; it is from now on."""
        held = adapter in self._held
        self._held[adapter] = None
        self._held.move_to_end(adapter)
        if len(self._held) > self._slots:
            self._held.popitem(last=False)
        return held


def hit_rate(popularity: NDArray[np.float64], slots: int) -> float:
    """The share of independent requests that find their adapter in memory, once the cache is full.

    Che's approximation (Che, Tung and Wang, IEEE JSAC 2002): after it was asked for, every adapter stays for the same
    time, namely until `slots` others were. Fricker, Robert and Roberts (ITC 2012) say why it is so exact.
    """
    if slots >= len(popularity):
        return 1.0
    low, high = 0.0, 1.0
    while _held(popularity, high) < slots:
        high *= 2
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if _held(popularity, middle) < slots else (low, middle)
    return float(popularity @ -np.expm1(-popularity * high))


def _held(popularity: NDArray[np.float64], requests: float) -> float:
    """How many different adapters so many requests are expected to name."""
    return float(-np.expm1(-popularity * requests).sum())
