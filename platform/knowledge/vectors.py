"""Unit vectors as the database keeps them: little-endian float16, 384 to a row. Pure."""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

DIMENSIONS = 384
STORED = np.dtype("<f2")
Matrix = NDArray[np.float32]
Blob = bytes | memoryview


def pack(rows: Sequence[Sequence[float]]) -> bytes:
    """n rows of 384 numbers as n · 768 bytes."""
    return np.asarray(rows, dtype=STORED).reshape(-1, DIMENSIONS).tobytes()


def unpack(blobs: Iterable[Blob]) -> Matrix:
    """float32[n, 384]: the rows of all blobs, one below the other."""
    flat = np.frombuffer(b"".join(blobs), dtype=STORED)
    return flat.astype(np.float32).reshape(-1, DIMENSIONS)


def row_count(blob: Blob) -> int:
    """How many vectors a blob holds."""
    return len(blob) // (DIMENSIONS * STORED.itemsize)
