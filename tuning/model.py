"""The base model with one LoRA adapter on all its linear layers, ready to learn."""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from peft import LoraConfig, PeftModel, get_peft_model
from torch import nn
from transformers import AutoModelForCausalLM, AutoTokenizer, PreTrainedTokenizerBase

from tuning import attention
from tuning.focus import Focus
from tuning.job.errors import BaseModelError
from tuning.job.records import Lora, Precision, Quantization, Recompute
from tuning.lora import MergedLora
from tuning.memory import loading_options, recompute, recomputes

FAMILIES = {"llama", "mistral", "qwen2", "qwen3", "smollm3"}
"""Model types whose logits are the output embedding of the last hidden state and nothing else."""


@dataclass(frozen=True, slots=True)
class Learner:
    """A model whose adapter alone has gradients. `backbone` gives hidden states, `head` turns them into logits."""

    model: PeftModel
    backbone: nn.Module
    head: nn.Module
    device: torch.device
    precision: torch.dtype
    merged: MergedLora | None
    focus: Focus

    def refresh(self) -> None:
        """To be called after each change of the adapter's weights."""
        if self.merged:
            self.merged.refresh()

    def autocast(self) -> AbstractContextManager[object]:
        """The context that a forward pass runs in."""
        return torch.autocast(self.device.type, self.precision, enabled=self.precision != torch.float32)

    @property
    def lora(self) -> LoraConfig:
        """The adapter's configuration."""
        config = self.model.peft_config["default"]
        assert isinstance(config, LoraConfig)
        return config

    def parameters(self) -> dict[str, nn.Parameter]:
        """The adapter's weights (float32) by name."""
        return {name: weight for name, weight in self.model.named_parameters() if weight.requires_grad}


def load_tokenizer(base: Path) -> PreTrainedTokenizerBase:
    """The base model's tokenizer, checked to have a chat template and an end token."""
    tokenizer: PreTrainedTokenizerBase = _load(AutoTokenizer, base)
    if not tokenizer.chat_template or tokenizer.eos_token_id is None:
        raise BaseModelError(f"{base} has no chat template.", "Choose an instruction-tuned (chat) model.")
    return tokenizer


def load_learner(
    base: Path,
    start_from: Path | None,
    lora: Lora,
    precision: Precision,
    seed: int,
    quantization: Quantization = "none",
    again: Recompute = "auto",
) -> Learner:
    """The base model with a new adapter, or with `start_from`'s continued as the same single adapter.

    `again`: whether activations are computed again in the backward pass.
    """
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    dtype = choose_precision(precision, device)
    model = _load_base(base, device, dtype, quantization)
    if recomputes(again, device, model.num_parameters(), quantization):
        recompute(model)
    torch.manual_seed(seed)
    adapted = _continue(model, start_from) if start_from else get_peft_model(model, _config(lora))
    if quantization == "none":
        adapted.to(device)
    adapted.train()
    merged = MergedLora(adapted) if _merges(adapted, dtype) else None
    backbone = model.base_model
    focus = Focus(backbone.layers[-1].mlp)
    return Learner(adapted, backbone, model.get_output_embeddings(), device, dtype, merged, focus)


def choose_precision(precision: Precision, device: torch.device) -> torch.dtype:
    """`auto` is bfloat16 where the hardware multiplies it: elsewhere it is emulated and many times slower."""
    if precision != "auto":
        return torch.bfloat16 if precision == "bfloat16" else torch.float32
    if device.type == "cuda":
        return torch.bfloat16 if torch.cuda.is_bf16_supported() else torch.float32
    native = torch.cpu._is_avx512_bf16_supported() or torch.cpu._is_amx_tile_supported()
    return torch.bfloat16 if native else torch.float32


def _merges(model: PeftModel, dtype: torch.dtype) -> bool:
    """Narrower weights would round a small update away, and dropout acts on the update alone."""
    config = model.peft_config["default"]
    return dtype == torch.float32 and isinstance(config, LoraConfig) and not config.lora_dropout


def _load_base(base: Path, device: torch.device, dtype: torch.dtype, quantization: Quantization) -> Any:
    on_cpu = device.type == "cpu"
    options = {
        # On a CPU the frozen weights stay float32 under autocast: it caches their casts.
        "dtype": torch.float32 if on_cpu else dtype,
        "attn_implementation": attention.NAME if on_cpu else "sdpa",
        "use_safetensors": True,
        **loading_options(quantization, device),
    }
    model = _load(AutoModelForCausalLM, base, **options)
    if model.config.model_type not in FAMILIES:
        raise BaseModelError(
            f"Models of the type {model.config.model_type} are not supported.",
            f"Use one of: {', '.join(sorted(FAMILIES))}.",
        )
    return model


def _load(cls: Any, base: Path, **options: object) -> Any:
    try:
        return cls.from_pretrained(base, local_files_only=True, **options)
    except (OSError, ValueError, KeyError) as error:
        raise BaseModelError(
            f"The base model {base} cannot be loaded: {error}",
            "Install it again: python -m tuning.base install SLUG --models DIR.",
        ) from error


def _config(lora: Lora) -> LoraConfig:
    return LoraConfig(
        r=lora.r,
        lora_alpha=lora.alpha,
        use_rslora=lora.rslora,
        lora_dropout=lora.dropout,
        target_modules="all-linear",
        task_type="CAUSAL_LM",
    )


def _continue(model: nn.Module, start_from: Path) -> PeftModel:
    try:
        config = LoraConfig.from_pretrained(str(start_from))
        if not isinstance(config, LoraConfig) or config.use_dora or config.modules_to_save or config.bias != "none":
            raise ValueError("it is not plain LoRA")
        return PeftModel.from_pretrained(model, start_from, is_trainable=True, low_cpu_mem_usage=False)
    except (OSError, ValueError, KeyError, RuntimeError, TypeError) as error:
        raise BaseModelError(
            f"The adapter {start_from} cannot be continued: {error}",
            "Start from a plain LoRA adapter of the same base model, or set start_from to null.",
        ) from error
