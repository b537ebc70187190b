"""What a reader says of a passage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Span:
    """`text[start:end]` of a passage; `score` in [0, 1] compares the spans of one passage."""

    start: int
    end: int
    score: float


@dataclass(frozen=True)
class Found:
    """`holds`: the probability that the passage answers the question; `spans`: where, the likeliest first."""

    holds: float
    spans: tuple[Span, ...] = ()

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Found:
        """From an entry of the engine's answer."""
        spans = (Span(int(one["start"]), int(one["end"]), float(one["score"])) for one in row["spans"])
        return cls(float(row["holds"]), tuple(spans))
