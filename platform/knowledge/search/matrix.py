"""One tenant's vectors in memory, searched exactly. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from knowledge.vectors import DIMENSIONS, Blob, Matrix, row_count, unpack


@dataclass(frozen=True)
class Near:
    """Passages by nearness, best first, and each one's best cosine."""

    by_passage: list[UUID]
    by_sentence: list[UUID]
    similarity: dict[UUID, float]


@dataclass(frozen=True)
class TenantMatrix:
    """`passages`: float32[n, 384]; `sentences`: float32[m, 384]; `starts[i]`: the first sentence of passage i."""

    ids: list[UUID]
    passages: Matrix
    sentences: Matrix
    starts: NDArray[np.intp]

    @classmethod
    def of(cls, rows: Iterable[tuple[UUID, Blob, Blob]]) -> TenantMatrix:
        """From (passage id, vector, sentence vectors). A passage without sentences stands in for its own."""
        kept = [(key, vector, inner or vector) for key, vector, inner in rows]
        counts = [row_count(inner) for _, _, inner in kept]
        return cls(
            ids=[key for key, _, _ in kept],
            passages=unpack(vector for _, vector, _ in kept),
            sentences=unpack(inner for _, _, inner in kept),
            starts=np.cumsum([0, *counts], dtype=np.intp)[:-1],
        )

    @property
    def nbytes(self) -> int:
        """Memory that the vectors take."""
        return int(self.passages.nbytes + self.sentences.nbytes)

    def near(self, query: list[float], limit: int) -> Near:
        """The `limit` nearest passages by their own vector, and by their nearest sentence's."""
        if not self.ids:
            return Near([], [], {})
        vector = np.asarray(query, dtype=np.float32).reshape(DIMENSIONS)
        whole = self.passages @ vector
        best = np.maximum.reduceat(self.sentences @ vector, self.starts)
        first, second = _top(whole, limit), _top(best, limit)
        both = np.maximum(whole, best)
        return Near(
            [self.ids[place] for place in first],
            [self.ids[place] for place in second],
            dict(zip(self.ids, both.tolist(), strict=True)),
        )


def _top(scores: NDArray[np.float32], limit: int) -> list[int]:
    order: list[int] = np.argsort(-scores, kind="stable")[:limit].tolist()
    return order
