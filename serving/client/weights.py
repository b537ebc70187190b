"""Checks LoRA weights in a safetensors file by its header alone (https://huggingface.co/docs/safetensors)."""

import hashlib
import json
import re
import struct
from pathlib import Path
from typing import Any

from serving.client.adapter_config import LoraConfig
from serving.client.errors import InvalidAdapter

MAX_HEADER_BYTES = 10_000_000
TENSOR = re.compile(r"base_model\.model\.(?P<module>[\w.]+\.(?P<layer>\w+))\.lora_(?P<side>[AB])\.weight")
DTYPES = frozenset({"F32", "F16", "BF16"})


def sha256(path: Path) -> str:
    """Hex SHA-256 of the file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def check(path: Path, config: LoraConfig) -> None:
    """Raise `InvalidAdapter` unless every tensor is half of a LoRA pair of the configured rank and layers."""
    sides: dict[str, set[str]] = {}
    for name, tensor in header(path).items():
        module, side = _check_tensor(name, tensor, config)
        sides.setdefault(module, set()).add(side)
    if not sides or any(pair != {"A", "B"} for pair in sides.values()):
        raise InvalidAdapter("The adapter's weights are incomplete: a layer lacks one of its two matrices.")


def header(path: Path) -> dict[str, Any]:
    """Tensor names with dtype, shape and offsets."""
    with path.open("rb") as file:
        prefix = file.read(8)
        size = struct.unpack("<Q", prefix)[0] if len(prefix) == 8 else MAX_HEADER_BYTES
        if size >= MAX_HEADER_BYTES:
            raise InvalidAdapter("The adapter's weights are not a safetensors file.")
        try:
            tensors = json.loads(file.read(size))
        except ValueError:
            raise InvalidAdapter("The adapter's weights are not a safetensors file.") from None
    if not isinstance(tensors, dict):
        raise InvalidAdapter("The adapter's weights are not a safetensors file.")
    return {name: tensor for name, tensor in tensors.items() if name != "__metadata__"}


def _check_tensor(name: str, tensor: dict[str, Any], config: LoraConfig) -> tuple[str, str]:
    match = TENSOR.fullmatch(name)
    if match is None or match["layer"] not in config.target_modules:
        raise InvalidAdapter(f"The tensor {name[:200]!r} does not belong to a LoRA adapter of these layers.")
    shape = tensor.get("shape") or []
    rank = shape[0 if match["side"] == "A" else -1] if len(shape) == 2 else None
    if rank != config.r or tensor.get("dtype") not in DTYPES:
        raise InvalidAdapter(f"The tensor {name!r} has the wrong rank or number type.")
    return match["module"], match["side"]
