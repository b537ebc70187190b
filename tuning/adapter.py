"""Writing the adapter in PEFT's format."""

import json
import os
import shutil
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import Tensor

from tuning.model import Learner


def export(learner: Learner, base_name: str, target: Path) -> None:
    """Replaces `target` by the learner's adapter: weights in bfloat16 (half the size) and a plain LoRA config."""
    temporary = target.with_name(f".{target.name}")
    shutil.rmtree(temporary, ignore_errors=True)
    temporary.mkdir(parents=True)
    save_file(_weights(learner), temporary / "adapter_model.safetensors", metadata={"format": "pt"})
    (temporary / "adapter_model.safetensors").chmod(0o644)
    config = json.dumps(_config(learner, base_name), indent=2, sort_keys=True) + "\n"
    (temporary / "adapter_config.json").write_text(config, "utf-8")
    shutil.rmtree(target, ignore_errors=True)
    os.replace(temporary, target)


def _weights(learner: Learner) -> dict[str, Tensor]:
    """By PEFT's names on disk, without the adapter's own. (PEFT's function for this asks the hub about the base.)"""
    return {
        name.replace(".default.", "."): weight.detach().to("cpu", torch.bfloat16).contiguous()
        for name, weight in learner.parameters().items()
    }


def _config(learner: Learner, base_name: str) -> dict[str, object]:
    config = learner.lora
    return {
        "peft_type": "LORA",
        "task_type": "CAUSAL_LM",
        "base_model_name_or_path": base_name,
        "r": config.r,
        "lora_alpha": config.lora_alpha,
        "use_rslora": config.use_rslora,
        "lora_dropout": config.lora_dropout,
        "target_modules": sorted(config.target_modules or ()),
        "bias": "none",
        "inference_mode": True,
    }
