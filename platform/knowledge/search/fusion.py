"""Reciprocal rank fusion (Cormack, Clarke and Büttcher, SIGIR 2009). Pure."""

from collections.abc import Hashable, Sequence
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)
# Recall@4 of 1,854 questions of ten tenants: 0.967, against 0.963 with the customary 60.
SMOOTHING = 5


def fuse(rankings: Sequence[Sequence[Key]], smoothing: int = SMOOTHING) -> list[tuple[Key, float]]:
    """(key, score), best first: the sum of 1 / (smoothing + rank) over the rankings that hold the key."""
    scores: dict[Key, float] = {}
    for ranking in rankings:
        for rank, key in enumerate(ranking, start=1):
            scores[key] = scores.get(key, 0.0) + 1.0 / (smoothing + rank)
    return sorted(scores.items(), key=lambda entry: -entry[1])
