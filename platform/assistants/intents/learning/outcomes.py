"""What a classifier said of sentences that it had not seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from assistants.intents.learning.head import Labels, Matrix

NOTHING = -1
"""Stands for "no intent of this business"."""


@dataclass(frozen=True)
class Outcomes:
    """A row per sentence: what it is, the intent that came nearest, and the probability of that intent.

    `intents` are ids; `gold` and `guess` are places in it, `gold` NOTHING for a sentence that is none of them.
    """

    intents: list[str] = field(default_factory=list)
    gold: list[int] = field(default_factory=list)
    guess: list[int] = field(default_factory=list)
    confidence: list[float] = field(default_factory=list)

    @classmethod
    def of(cls, intents: Sequence[str], gold: Labels, probabilities: Matrix) -> Outcomes:
        """From probabilities float32[n, intents + 1], whose last column is "none of them", as `gold` counts it."""
        known = probabilities[:, : len(intents)]
        truth = np.where(gold < len(intents), gold, NOTHING)
        confidence = [round(float(share), 4) for share in known.max(axis=1)]
        return cls(list(intents), truth.tolist(), known.argmax(axis=1).tolist(), confidence)

    @classmethod
    def parse(cls, body: Mapping[str, Any]) -> Outcomes:
        """From its JSON, or nothing from nothing."""
        return cls(**body) if body else cls()

    def said(self, threshold: float) -> list[int]:
        """What is recognised at a threshold: the guess, or NOTHING below it."""
        pairs = zip(self.guess, self.confidence, strict=True)
        return [guess if confidence >= threshold else NOTHING for guess, confidence in pairs]
