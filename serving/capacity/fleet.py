"""Replicas and their cost for a load: by Che's approximation first, then confirmed by simulation."""

from __future__ import annotations

import math
from bisect import bisect_left
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from serving.capacity import popularity as law
from serving.capacity.cache import AdapterCache, hit_rate
from serving.capacity.routing import AnyReplica, ByAdapter, Router

MOST_REPLICAS = 20_000


@dataclass(frozen=True)
class Engine:
    """One replica. `slots`: adapters in its memory; `load_seconds`: how long it does nothing else to load one.

    `tokens_per_second` of all its streams together; `price`: of an hour.
    """

    slots: int
    load_seconds: float
    tokens_per_second: float
    price: float


@dataclass(frozen=True)
class Load:
    """`answers_per_second` at the busiest time, of `tokens` each; engines are to be busy for the share `busy` of it."""

    answers_per_second: float
    tokens: float
    busy: float = 0.7


@dataclass(frozen=True)
class Plan:
    """`hit_rate`: the share of answers whose adapter was in memory; `cost`: of 1,000 answers at the busiest time."""

    replicas: int
    hit_rate: float
    cost: float

    @property
    def cold_starts(self) -> float:
        """Of 1,000 answers."""
        return 1000 * (1 - self.hit_rate)


def plan(engine: Engine, load: Load, popularity: NDArray[np.float64], *, by_adapter: bool) -> Plan:
    """The fewest replicas that carry the load. Raises ValueError where no number does within reason.

    Routed by adapter, the replicas' memories add up; otherwise each holds the same popular few.
    """

    def rate(replicas: int) -> float:
        return hit_rate(popularity, engine.slots * (replicas if by_adapter else 1))

    # More replicas hold no fewer adapters, so from the first number that does on, all do.
    enough = bisect_left(range(1, MOST_REPLICAS), True, key=lambda n: _needed(engine, load, rate(n)) <= n)
    replicas = 1 + enough
    if replicas == MOST_REPLICAS:
        raise ValueError(f"{MOST_REPLICAS} replicas do not carry this load; give each more memory or a faster engine.")
    return Plan(replicas, rate(replicas), replicas * engine.price / 3600 / load.answers_per_second * 1000)


def _needed(engine: Engine, load: Load, rate: float) -> int:
    seconds = load.tokens / engine.tokens_per_second + (1 - rate) * engine.load_seconds
    return math.ceil(load.answers_per_second * seconds / load.busy)


def simulate(
    popularity: NDArray[np.float64], slots: int, replicas: int, count: int, *, by_adapter: bool, seed: int = 0
) -> float:
    """The hit rate of the last half of `count` simulated requests to `replicas` engines of `slots` adapters each."""
    router: Router = ByAdapter(replicas) if by_adapter else AnyReplica(replicas)
    caches = [AdapterCache(slots) for _ in range(replicas)]
    asked = law.requests(popularity, count, seed).tolist()
    hits = [caches[router.replica(adapter)].holds(adapter) for adapter in asked]
    return sum(hits[count // 2 :]) / (count - count // 2)
