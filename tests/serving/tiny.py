"""A Llama- or Qwen2-family model of some 100,000 random parameters, with a tokenizer of bytes, and adapters."""

import json
from pathlib import Path

import numpy as np
import torch
from safetensors import safe_open
from safetensors.numpy import save_file
from tokenizers import Tokenizer, decoders, models, pre_tokenizers
from transformers import AutoConfig, AutoModelForCausalLM, PreTrainedTokenizerFast

from serving.client import AdapterStore
from serving.convert import places

LAYERS = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]
TEMPLATE = (
    "{% for message in messages %}<|im_start|>{{ message['role'] }}\n{{ message['content'] }}<|im_end|>\n"
    "{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
RANK = 4
TEMPLATE_SHA256 = "e" * 64


def make_model(folder: Path, family: str = "llama", **options: object) -> Path:
    """A Hugging Face folder."""
    tokenizer = _tokenizer()
    tokenizer.save_pretrained(folder)
    sizes = {
        "vocab_size": len(tokenizer),
        "hidden_size": 64,
        "intermediate_size": 96,
        "num_hidden_layers": 2,
        "num_attention_heads": 4,
        "num_key_value_heads": 2,
        "max_position_embeddings": 1024,
        "tie_word_embeddings": True,
        "eos_token_id": tokenizer.eos_token_id,
        "initializer_range": 0.3,
    }
    torch.manual_seed(0)
    model = AutoModelForCausalLM.from_config(AutoConfig.for_model(family, **{**sizes, **options}))
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if name.endswith("bias"):
                parameter.normal_(std=0.3)
            if name.endswith("embed_tokens.weight"):
                # The likeliest token is then never this one: greedy answers go on for as long as is asked.
                parameter[tokenizer.eos_token_id] = 0.0
    model.save_pretrained(folder)
    return folder


def make_adapter(model: Path, folder: Path, seed: int, *, rslora: bool = False) -> Path:
    """A PEFT adapter whose random matrices change every answer."""
    random = np.random.default_rng(seed)
    tensors = {}
    for name, shape in _shapes(model).items():
        module = name.removesuffix(".weight")
        if module.endswith(tuple(LAYERS)):
            outputs, inputs = shape
            low = random.normal(scale=0.2, size=(RANK, inputs))
            high = random.normal(scale=0.2, size=(outputs, RANK))
            tensors[f"base_model.model.{module}.lora_A.weight"] = low.astype(np.float32)
            tensors[f"base_model.model.{module}.lora_B.weight"] = high.astype(np.float32)
    folder.mkdir(parents=True)
    save_file(tensors, folder / "adapter_model.safetensors")
    config = {"peft_type": "LORA", "r": RANK, "lora_alpha": 8, "target_modules": LAYERS, "use_rslora": rslora}
    (folder / "adapter_config.json").write_text(json.dumps(config))
    return folder


def publish(store: AdapterStore, model: Path, adapter: Path) -> str:
    """The adapter's name in the store."""
    return store.publish(adapter, base_sha256=places.base_sha256(model), template_sha256=TEMPLATE_SHA256)


def _shapes(model: Path) -> dict[str, list[int]]:
    with safe_open(model / "model.safetensors", "np") as weights:
        return {name: weights.get_slice(name).get_shape() for name in weights.keys()}  # noqa: SIM118


def _tokenizer() -> PreTrainedTokenizerFast:
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    tokenizer = Tokenizer(models.BPE(vocab={letter: n for n, letter in enumerate(alphabet)}, merges=[]))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_special_tokens(["<|im_start|>", "<|im_end|>"])
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        eos_token="<|im_end|>",
        pad_token="<|im_end|>",
        bos_token="<|im_start|>",
        chat_template=TEMPLATE,
    )
