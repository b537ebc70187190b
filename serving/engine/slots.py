"""How many adapters fit into the memory that the engine may use."""

from __future__ import annotations

import json
from pathlib import Path

from serving.engine.settings import Settings

MIB = 1 << 20
# A value of the key-value cache is one byte, and each head's row has a scale and a zero point of four bytes.
ROW_OVERHEAD = 8


def adapter_slots(settings: Settings, graph: Path) -> int:
    """Adapters that may be live beside the base: as configured, else by memory, at least one."""
    if settings.adapter_slots is not None:
        return max(1, settings.adapter_slots)
    each = pipeline_bytes(settings, graph)
    return max(1, settings.memory_mb * MIB // each - 1)


def pipeline_bytes(settings: Settings, graph: Path) -> int:
    """Memory of one pipeline: its weights, mapped and packed anew, and its full key-value cache, in bytes."""
    config = json.loads((settings.model / "config.json").read_text(encoding="utf-8"))
    heads = config.get("num_key_value_heads") or config["num_attention_heads"]
    size = config.get("head_dim") or config["hidden_size"] // config["num_attention_heads"]
    token = 2 * config["num_hidden_layers"] * heads * (size + ROW_OVERHEAD)
    return 2 * (graph / "openvino_model.bin").stat().st_size + int(token) * settings.cache_tokens
