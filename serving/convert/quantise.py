"""Int8 weights: symmetric around zero, a scale per output channel or per group of inputs in it."""

import numpy as np
from numpy.typing import NDArray

LEVELS = 127
GROUP = 32
# Keys, values and what leaves the feed-forward block suffer most from rounding (docs/decisions/engine-weights.md):
# they get a scale for every 32 inputs. The rest is faster with one scale for the whole row.
SENSITIVE = ("k_proj", "v_proj", "down_proj")


def group_size(module: str, inputs: int) -> int:
    """How many inputs of `module` share a scale."""
    return GROUP if module.endswith(SENSITIVE) and inputs % GROUP == 0 else inputs


def int8(weight: NDArray[np.float32], group: int) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """`weight` [outputs, inputs] as values [outputs, groups, group] and scales [outputs, groups, 1]."""
    grouped = weight.reshape(len(weight), -1, group)
    scales = np.abs(grouped).max(axis=2, keepdims=True) / LEVELS
    scales[scales == 0] = 1.0
    values = np.rint(grouped / scales)
    return values.astype(np.int8), scales.astype(np.float32)
