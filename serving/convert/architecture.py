"""What the graph needs to know of a Llama-family model, read from its `config.json`."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from serving.convert.errors import UnsupportedModel

# Query, key and value projections of Qwen2 have biases although its configuration does not say so.
FAMILIES = {"llama": False, "mistral": False, "qwen2": True}


@dataclass(frozen=True)
class Architecture:
    """Sizes in numbers of values; `inverse_frequencies` are RoPE's, of shape [head_size / 2]."""

    layers: int
    hidden: int
    heads: int
    key_value_heads: int
    head_size: int
    vocabulary: int
    epsilon: float
    query_bias: bool
    output_bias: bool
    mlp_bias: bool
    tied: bool
    inverse_frequencies: NDArray[np.float32]

    @classmethod
    def read(cls, model: Path) -> Architecture:
        """The architecture of the Hugging Face folder `model`; raises `UnsupportedModel`."""
        return cls.parse(json.loads((model / "config.json").read_text(encoding="utf-8")))

    @classmethod
    def parse(cls, config: Mapping[str, Any]) -> Architecture:
        """The architecture in a `config.json`; raises `UnsupportedModel` for what the graph cannot express."""
        _check_family(config)
        heads = config["num_attention_heads"]
        head_size = config.get("head_dim") or config["hidden_size"] // heads
        bias = bool(config.get("attention_bias", False))
        return cls(
            layers=config["num_hidden_layers"],
            hidden=config["hidden_size"],
            heads=heads,
            key_value_heads=config.get("num_key_value_heads") or heads,
            head_size=head_size,
            vocabulary=config["vocab_size"],
            epsilon=config["rms_norm_eps"],
            query_bias=bias or FAMILIES[config["model_type"]],
            output_bias=bias,
            mlp_bias=bool(config.get("mlp_bias", False)),
            tied=bool(config.get("tie_word_embeddings", False)),
            inverse_frequencies=_inverse_frequencies(config, head_size),
        )


def _check_family(config: Mapping[str, Any]) -> None:
    family = config.get("model_type")
    if family not in FAMILIES:
        raise UnsupportedModel(f"The embedded engine runs {', '.join(FAMILIES)} models, not {family!r}.")
    if config.get("hidden_act", "silu") != "silu":
        raise UnsupportedModel(f"The activation {config['hidden_act']!r} is not supported.")
    # Mistral slides unless its window is null; Qwen2 only slides when told to.
    if config.get("use_sliding_window", family == "mistral") and config.get("sliding_window"):
        raise UnsupportedModel("Sliding-window attention is not supported.")


def _inverse_frequencies(config: Mapping[str, Any], head_size: int) -> NDArray[np.float32]:
    # transformers 5 writes rope_parameters; version 4 wrote rope_theta beside rope_scaling.
    rope = {**(config.get("rope_scaling") or {}), **(config.get("rope_parameters") or {})}
    theta = rope.get("rope_theta") or config.get("rope_theta") or 10_000.0
    kind = rope.get("rope_type") or rope.get("type") or "default"
    frequencies = 1.0 / theta ** (np.arange(0, head_size, 2, dtype=np.float64) / head_size)
    if kind == "llama3":
        frequencies = _llama3(frequencies, rope)
    elif kind != "default":
        raise UnsupportedModel(f"The position encoding {kind!r} is not supported.")
    return frequencies.astype(np.float32)


def _llama3(frequencies: NDArray[np.float64], rope: Mapping[str, Any]) -> NDArray[np.float64]:
    """Llama 3's stretching of the long wavelengths (arXiv 2407.21783)."""
    low, high, context = (
        rope["low_freq_factor"],
        rope["high_freq_factor"],
        rope["original_max_position_embeddings"],
    )
    turns = context * frequencies / (2 * math.pi)
    share = np.clip((turns - low) / (high - low), 0.0, 1.0)
    stretched: NDArray[np.float64] = frequencies * (share + (1.0 - share) / rope["factor"])
    return stretched
