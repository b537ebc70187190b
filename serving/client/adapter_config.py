"""Which LoRA adapters can be served: PEFT's `adapter_config.json`, read strictly and written anew."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt
from typing import Any

from serving.client.errors import InvalidAdapter

MAX_RANK = 32
LINEAR_LAYERS = frozenset({"q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"})
# Each of these changes what the weights mean, or adds weights that are not LoRA matrices.
UNSUPPORTED = (
    "alpha_pattern",
    "fan_in_fan_out",
    "layers_to_transform",
    "lora_bias",
    "megatron_config",
    "modules_to_save",
    "rank_pattern",
    "target_parameters",
    "trainable_token_indices",
    "use_dora",
)


@dataclass(frozen=True)
class LoraConfig:
    """The part of PEFT's configuration that decides what the weights mean."""

    r: int
    lora_alpha: float
    target_modules: tuple[str, ...]
    use_rslora: bool = False

    @property
    def scaling(self) -> float:
        """What B·A is multiplied by: alpha / r, or alpha / √r for rsLoRA (arXiv 2312.03732)."""
        return self.lora_alpha / (sqrt(self.r) if self.use_rslora else self.r)

    def canonical(self) -> dict[str, Any]:
        """JSON values that are the same for the same adapter: sorted names, whole numbers as integers."""
        alpha = int(self.lora_alpha) if self.lora_alpha == int(self.lora_alpha) else self.lora_alpha
        modules = sorted(self.target_modules)
        return {"r": self.r, "lora_alpha": alpha, "target_modules": modules, "use_rslora": self.use_rslora}

    def peft(self) -> dict[str, Any]:
        """`adapter_config.json` as PEFT and vLLM read it, with nothing in it but what is checked here."""
        fixed = {"peft_type": "LORA", "task_type": "CAUSAL_LM", "bias": "none", "inference_mode": True}
        return {**fixed, **self.canonical(), "lora_dropout": 0.0, "base_model_name_or_path": None}


def parse(body: Mapping[str, Any]) -> LoraConfig:
    """The configuration in `body`; raises `InvalidAdapter` for anything that the engines cannot serve."""
    if body.get("peft_type", "LORA") != "LORA":
        raise InvalidAdapter(f"Only LoRA adapters can be served, this one is {body['peft_type']}.")
    used = [key for key in UNSUPPORTED if body.get(key)]
    if used or body.get("bias", "none") != "none":
        raise InvalidAdapter(f"The adapter uses {', '.join(used) or 'bias'}, which cannot be served.")
    if body.get("init_lora_weights", True) not in (True, False, "gaussian"):
        raise InvalidAdapter("The adapter was started from changed base weights, which cannot be served.")
    return LoraConfig(_rank(body), _alpha(body), _modules(body), body.get("use_rslora", False) is True)


def _rank(body: Mapping[str, Any]) -> int:
    rank = body.get("r")
    if type(rank) is not int or not 1 <= rank <= MAX_RANK:
        raise InvalidAdapter(f"The adapter's rank must be a whole number from 1 to {MAX_RANK}, not {rank!r}.")
    return rank


def _alpha(body: Mapping[str, Any]) -> float:
    alpha = body.get("lora_alpha")
    if isinstance(alpha, bool) or not isinstance(alpha, int | float) or not 0 < alpha <= 4096:
        raise InvalidAdapter(f"The adapter's lora_alpha must be a positive number, not {alpha!r}.")
    return alpha


def _modules(body: Mapping[str, Any]) -> tuple[str, ...]:
    modules = body.get("target_modules")
    if not isinstance(modules, list) or not modules or not LINEAR_LAYERS.issuperset(map(str, modules)):
        raise InvalidAdapter(f"target_modules must name layers among {', '.join(sorted(LINEAR_LAYERS))}.")
    return tuple(sorted(set(modules)))
