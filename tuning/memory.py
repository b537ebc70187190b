"""What makes a large model fit into a GPU: base weights in four bits, and activations that are computed twice.

QLoRA: Dettmers et al. 2023, arXiv 2305.14314. Recomputed activations: Chen et al. 2016, arXiv 1604.06174.
"""

from importlib.util import find_spec
from typing import Any

import torch
from transformers import BitsAndBytesConfig

from tuning.job.errors import BaseModelError
from tuning.job.records import Quantization, Recompute

LARGE = 1_000_000_000
"""Parameters from which a GPU's activations are recomputed unless the job says otherwise."""


def loading_options(quantization: Quantization, device: torch.device) -> dict[str, Any]:
    """What `from_pretrained` needs for base weights of this kind. Raises BaseModelError where they cannot be had."""
    if quantization == "none":
        return {}
    if device.type != "cuda":
        raise BaseModelError(
            "Base weights in four bits (train.quantization nf4) need an NVIDIA GPU, and CUDA finds none here.",
            "Set train.quantization to none, or choose a smaller base model.",
        )
    if find_spec("bitsandbytes") is None:
        raise BaseModelError(
            "Base weights in four bits need the package bitsandbytes, which is not installed.",
            "Install it (pip install 'botwright[gpu]'), or set train.quantization to none.",
        )
    return {"quantization_config": _nf4(BitsAndBytesConfig), "device_map": {"": device.index or 0}}


def _nf4(config: Any) -> Any:
    return config(
        load_in_4bit=True,
        bnb_4bit_quant_type="nf4",
        bnb_4bit_use_double_quant=True,
        bnb_4bit_compute_dtype=torch.bfloat16,
    )


def recomputes(wish: Recompute, device: torch.device, parameters: int, quantization: Quantization) -> bool:
    """Whether activations are computed again in the backward pass: a third more time for a fraction of the memory."""
    if wish != "auto":
        return wish == "on"
    return device.type == "cuda" and (quantization != "none" or parameters >= LARGE)


def recompute(model: Any) -> None:
    """Makes the layers of a transformers model compute their activations again."""
    # Reentrant checkpointing passes no gradient through a frozen embedding.
    model.gradient_checkpointing_enable(gradient_checkpointing_kwargs={"use_reentrant": False})
