"""Merges a LoRA adapter into the base's weights and quantises the sum: a graph that runs at the base's speed."""

from __future__ import annotations

import hashlib
import os
import shutil
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from serving.client.errors import InvalidAdapter
from serving.client.manifest import Manifest
from serving.convert.checkpoint import Checkpoint
from serving.convert.quantise import group_size, int8
from serving.engine.layout import Region, regions

PREFIX, A, B = "base_model.model.", ".lora_A.weight", ".lora_B.weight"


def merge(graph: Path, base: Checkpoint, adapter: Path, manifest: Manifest, target: Path) -> None:
    """Write into the folder `target` the graph in folder `graph` with W + scaling · B·A for every adapted W.

    `base` holds W in full precision: the sum is rounded once. Raises `InvalidAdapter`.
    """
    weights = _verified(adapter / "adapter_model.safetensors", manifest)
    os.link(graph / "openvino_model.xml", target / "openvino_model.xml")
    shutil.copyfile(graph / "openvino_model.bin", target / "openvino_model.bin")
    places = regions(graph / "openvino_model.xml")
    data = np.memmap(target / "openvino_model.bin", dtype=np.uint8, mode="r+")
    for name in weights.names():
        if name.endswith(A):
            module = name.removeprefix(PREFIX).removesuffix(A)
            if module not in places:
                raise InvalidAdapter(f"The base model has no layer {module!r}.")
            merged = _sum(base, weights, module, manifest.config.scaling)
            values, scales = int8(merged, group_size(module, merged.shape[1]))
            _put(data, places[module][0], values)
            _put(data, places[module][1], scales)


def _verified(path: Path, manifest: Manifest) -> Checkpoint:
    # The very bytes that are hashed are the ones that are used.
    data = path.read_bytes()
    if hashlib.sha256(data).hexdigest() != manifest.weights_sha256:
        raise InvalidAdapter(f"The weights of adapter {manifest.name} were changed after it was published.")
    return Checkpoint(np.frombuffer(data, dtype=np.uint8))


def _sum(base: Checkpoint, adapter: Checkpoint, module: str, scaling: float) -> NDArray[np.float32]:
    weight = base.read(f"{module}.weight")
    low, high = (adapter.read(f"{PREFIX}{module}{side}") for side in (A, B))
    if (high.shape[0], low.shape[1]) != weight.shape:
        raise InvalidAdapter(f"The adapter's layer {module!r} does not fit the base model.")
    merged: NDArray[np.float32] = weight + np.float32(scaling) * (high @ low)
    if not np.isfinite(merged).all():
        raise InvalidAdapter(f"The adapter's layer {module!r} holds numbers that are not finite.")
    return merged


def _put(data: NDArray[np.uint8], region: Region, values: NDArray[np.int8] | NDArray[np.float32]) -> None:
    data[region.offset : region.offset + region.size] = np.ascontiguousarray(values).view(np.uint8).reshape(-1)
