"""Reads a safetensors checkpoint as float32 without torch (https://huggingface.co/docs/safetensors)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from serving.convert.errors import BrokenModel

DTYPES: dict[str, np.dtype[Any]] = {"F32": np.dtype("<f4"), "F16": np.dtype("<f2"), "BF16": np.dtype("<u2")}


class Checkpoint:
    """A safetensors file in memory or mapped into it: a tensor is read when it is asked for."""

    def __init__(self, data: NDArray[np.uint8]) -> None:
        try:
            size = int(data[:8].view("<u8")[0])
            self._header = json.loads(data[8 : 8 + size].tobytes())
        except (ValueError, IndexError) as error:
            raise BrokenModel(f"The weights are not a safetensors file: {error}.") from error
        self._data = data[8 + size :]

    @classmethod
    def open(cls, path: Path) -> Checkpoint:
        """The file at `path`, mapped."""
        try:
            return cls(np.memmap(path, dtype=np.uint8, mode="r"))
        except (OSError, ValueError) as error:
            raise BrokenModel(f"{path.name} cannot be read: {error}.") from error

    def __contains__(self, name: str) -> bool:
        return name in self._header

    def names(self) -> list[str]:
        """The tensors' names."""
        return [name for name in self._header if name != "__metadata__"]

    def read(self, name: str) -> NDArray[np.float32]:
        """The tensor `name` as float32, in its own shape."""
        if name not in self._header:
            raise BrokenModel(f"The weights lack the tensor {name}.")
        entry = self._header[name]
        if entry["dtype"] not in DTYPES:
            raise BrokenModel(f"The tensor {name} is of the unsupported type {entry['dtype']}.")
        start, end = entry["data_offsets"]
        raw = np.frombuffer(self._data[start:end], dtype=DTYPES[entry["dtype"]]).reshape(entry["shape"])
        if entry["dtype"] == "BF16":
            widened: NDArray[np.float32] = (raw.astype(np.uint32) << 16).view(np.float32)
            return widened
        return np.array(raw, dtype=np.float32)
