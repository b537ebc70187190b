"""Which replica gets a request."""

from __future__ import annotations

from typing import Protocol

import numpy as np

# A replica takes at most so many times its fair share of a window of requests, then the adapter's next one does.
OVERLOAD = 1.25
WINDOW_EACH = 200


class Router(Protocol):
    """A balancer in front of `replicas` engines."""

    def replica(self, adapter: int) -> int:
        """The number of the engine that a request for the adapter goes to."""


class AnyReplica:
    """Each request goes to the next engine, as a balancer sends it that looks into no body."""

    def __init__(self, replicas: int) -> None:
        self._replicas = replicas
        self._sent = 0

    def replica(self, adapter: int) -> int:
        """See Router."""
        self._sent += 1
        return self._sent % self._replicas


class ByAdapter:
    """An adapter's requests go to one engine as long as that has room, else to the adapter's next.

    Highest random weight hashing (Thaler and Ravishankar, IEEE/ACM ToN 1998) with bounded loads (Mirrokni, Thorup and
    Zadimoghaddam, SODA 2018), so that a popular adapter spreads over several engines and the others stay on one.
    """

    def __init__(self, replicas: int) -> None:
        self._replicas = replicas
        self._window = WINDOW_EACH * replicas
        self._most = WINDOW_EACH * OVERLOAD
        self._taken = [0] * replicas
        self._sent = 0
        self._orders: dict[int, list[int]] = {}

    def replica(self, adapter: int) -> int:
        """See Router."""
        if self._sent % self._window == 0:
            self._taken = [0] * self._replicas
        self._sent += 1
        chosen = next(number for number in self._order(adapter) if self._taken[number] < self._most)
        self._taken[chosen] += 1
        return chosen

    def _order(self, adapter: int) -> list[int]:
        if adapter not in self._orders:
            weights = np.random.default_rng(adapter).random(self._replicas)
            self._orders[adapter] = np.argsort(-weights).tolist()
        return self._orders[adapter]
