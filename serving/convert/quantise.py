"""Int8 weights, one scale per output channel."""

import numpy as np
from numpy.typing import NDArray

LEVELS = 127


def int8(weight: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """`weight` [outputs, inputs] ≈ values [outputs, inputs] · scales [outputs, 1], symmetric around zero."""
    scales = np.abs(weight).max(axis=1, keepdims=True) / LEVELS
    scales[scales == 0] = 1.0
    values = np.rint(weight / scales)
    return values.astype(np.int8), scales.astype(np.float32)
