"""The classifier: kernel ridge regression over unit vectors, with probabilities calibrated on rows left out."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float32]
Labels = NDArray[np.int64]
Wide = NDArray[np.float64]

GAMMA, RIDGE = 1.0, 0.05
LANDMARKS = 3000
SMALLEST = 1e-7
"""Directions of the kernel that are weaker than this share of the strongest carry rounding errors only."""
SHARPNESS = np.geomspace(1.0, 32.0, 31)
"""Bounded: where a handful of rows are told apart without a mistake, any sharpness would seem too low."""


@dataclass(frozen=True)
class Head:
    """`landmarks`: float32[m, dimensions]; `weights`: float32[m, classes]; `sharpness` scales scores into logits."""

    landmarks: Matrix
    weights: Matrix
    sharpness: float

    def probabilities(self, vectors: Matrix) -> Matrix:
        """float32[n, classes] of vectors float32[n, dimensions]; rows sum to 1."""
        return _softmax(_kernel(vectors, self.landmarks) @ self.weights, self.sharpness)

    def pack(self) -> bytes:
        """The sharpness, the weights, and the landmarks as they are kept of phrasings: little-endian, f4 and f2."""
        parts = (np.array([self.sharpness], "<f4"), self.weights.astype("<f4"), self.landmarks.astype("<f2"))
        return b"".join(part.tobytes() for part in parts)

    @classmethod
    def unpack(cls, blob: bytes | memoryview, classes: int, dimensions: int) -> Head:
        """A packed head of so many classes over vectors of so many dimensions."""
        count = (len(blob) - 4) // (4 * classes + 2 * dimensions)
        numbers = np.frombuffer(blob, "<f4", 1 + count * classes)
        landmarks = np.frombuffer(blob, "<f2", offset=4 * len(numbers)).reshape(count, dimensions)
        return cls(landmarks.astype(np.float32), numbers[1:].reshape(count, classes), float(numbers[0]))


@dataclass(frozen=True)
class Fitted:
    """A head, and what it says of every row when that row had not been learned from: float32[n, classes]."""

    head: Head
    left_out: Matrix


def beside(*parts: Matrix) -> Matrix:
    """Unit vectors of several encoders as one unit vector: its cosine is the mean of theirs."""
    return np.hstack(parts) / np.float32(math.sqrt(len(parts)))


def fit(vectors: Matrix, labels: Labels, classes: int, importance: Matrix | None = None) -> Fitted:
    """Regression onto one-hot labels with the kernel exp(-γ‖x - y‖²), the rows weighted by `importance`.

    Beyond 3,000 rows as many of them, evenly chosen, span the solution (Nyström, Williams and Seeger 2001), so that
    time and memory grow with the rows and not with their cube. Leaving a row out has a closed form (Allen's PRESS).
    """
    share = np.ones(len(vectors)) if importance is None else importance.astype(np.float64)
    landmarks = vectors[_landmarks(len(vectors))].astype(np.float16).astype(np.float32)
    basis = _basis(landmarks)
    features: Wide = _kernel(vectors, landmarks).astype(np.float64) @ basis
    inverse = np.linalg.inv((features.T * share) @ features + RIDGE * np.eye(basis.shape[1]))
    wanted = np.eye(classes)[labels]
    solved = inverse @ ((features.T * share) @ wanted)
    leverage = (share * np.einsum("ij,jk,ik->i", features, inverse, features, optimize=True))[:, None]
    apart = (features @ solved - leverage * wanted) / (1 - leverage)
    sharpness = _calibrated(apart, labels, share)
    return Fitted(
        Head(landmarks, (basis @ solved).astype(np.float32), sharpness), _softmax(apart.astype(np.float32), sharpness)
    )


def _kernel(rows: Matrix, landmarks: Matrix) -> Matrix:
    """float32[rows, landmarks]; for unit vectors ‖x - y‖² is 2 - 2 x·y."""
    near: Matrix = np.exp(np.float32(2 * GAMMA) * (rows @ landmarks.T - 1))
    return near


def _landmarks(rows: int) -> Labels:
    """Places of up to 3,000 rows. Rows come intent by intent, so that even steps are fair to all."""
    return np.linspace(0, rows - 1, min(rows, LANDMARKS)).round().astype(np.int64)


def _basis(landmarks: Matrix) -> Wide:
    """float64[m, r] that makes the landmarks' kernel the unit matrix, without directions that are mere rounding."""
    values, axes = np.linalg.eigh(_kernel(landmarks, landmarks).astype(np.float64))
    kept = values > SMALLEST * values[-1]
    whitened: Wide = axes[:, kept] / np.sqrt(values[kept])
    return whitened


def _calibrated(scores: Wide, labels: Labels, share: Wide) -> float:
    """The sharpness under which the labels are most probable (temperature scaling, arXiv 1706.04599)."""

    def surprise(sharpness: float) -> float:
        logits = sharpness * scores
        top = logits.max(axis=1)
        norm = top + np.log(np.exp(logits - top[:, None]).sum(axis=1))
        return float(share @ (norm - logits[np.arange(len(labels)), labels]))

    return float(min(SHARPNESS, key=surprise))


def _softmax(scores: Matrix, sharpness: float) -> Matrix:
    powers = np.exp(np.float32(sharpness) * (scores - scores.max(axis=1, keepdims=True)))
    shares: Matrix = powers / powers.sum(axis=1, keepdims=True)
    return shares
