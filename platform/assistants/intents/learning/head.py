"""The classifier: multinomial logistic regression over unit vectors, fitted by accelerated gradient descent."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float32]
Labels = NDArray[np.int64]

SCALE = 8.0
"""Unit vectors are short; longer ones let a weak penalty still separate classes that are near."""
PENALTY = 1e-4
STEPS = 250


@dataclass(frozen=True)
class Head:
    """`weights`: float32[dimensions + 1, classes]; the last row is the bias."""

    weights: Matrix

    def probabilities(self, vectors: Matrix) -> Matrix:
        """float32[n, classes] of vectors float32[n, dimensions]; rows sum to 1."""
        return _softmax(_extended(vectors) @ self.weights)

    def pack(self) -> bytes:
        """Little-endian float32."""
        return self.weights.astype("<f4").tobytes()

    @classmethod
    def unpack(cls, blob: bytes | memoryview, classes: int) -> Head:
        """A packed head of so many classes."""
        return cls(np.frombuffer(blob, dtype="<f4").reshape(-1, classes).astype(np.float32))


def fit(vectors: Matrix, labels: Labels, classes: int, importance: Matrix | None = None) -> Head:
    """The head that minimises cross-entropy plus a quadratic penalty, exactly enough to rank by.

    The loss is smooth and convex, so Nesterov's method with the step 1 / L needs no line search, where L bounds the
    curvature: half the largest eigenvalue of the second moment (Böhning 1992). `importance`: weights of the rows.
    """
    rows = _extended(vectors)
    share = np.ones(len(rows), np.float32) if importance is None else importance
    share = (share / share.sum())[:, None]
    wanted = np.zeros((len(rows), classes), np.float32)
    wanted[np.arange(len(rows)), labels] = 1.0
    bound = 0.5 * float(np.linalg.eigvalsh((rows * share).T @ rows)[-1]) + PENALTY
    weights = ahead = np.zeros((rows.shape[1], classes), np.float32)
    momentum = 1.0
    for _ in range(STEPS):
        slope = rows.T @ ((_softmax(rows @ ahead) - wanted) * share) + PENALTY * ahead
        stepped = ahead - slope / bound
        following = (1 + math.sqrt(1 + 4 * momentum**2)) / 2
        ahead = stepped + (momentum - 1) / following * (stepped - weights)
        weights, momentum = stepped, following
    return Head(weights)


def _extended(vectors: Matrix) -> Matrix:
    """The vectors, scaled, with a constant 1 behind for the bias."""
    return np.hstack([vectors * SCALE, np.ones((len(vectors), 1))]).astype(np.float32)


def _softmax(scores: Matrix) -> Matrix:
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares: Matrix = powers / powers.sum(axis=1, keepdims=True)
    return shares
