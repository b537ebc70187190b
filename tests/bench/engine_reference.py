"""What the engine is measured against: `generate` of transformers with a PEFT adapter."""

from __future__ import annotations

import statistics
import time
import warnings
from pathlib import Path

import torch
from peft import LoraConfig, PeftModel, get_peft_model
from transformers import AutoModelForCausalLM, AutoTokenizer

from tests.bench import engine_load

LAYERS = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]


def make_adapters(model: Path, folder: Path, count: int) -> list[Path]:
    """Adapters of rank 16 on all linear layers, each with small random matrices of its own."""
    warnings.simplefilter("ignore")
    config = LoraConfig(r=16, lora_alpha=32, target_modules=LAYERS, task_type="CAUSAL_LM")
    network = get_peft_model(AutoModelForCausalLM.from_pretrained(model, dtype=torch.float32), config)
    paths = []
    for number in range(count):
        torch.manual_seed(number)
        for name, parameter in network.named_parameters():
            if "lora_B" in name:
                torch.nn.init.normal_(parameter, std=0.002)
        paths.append(folder / str(number))
        network.save_pretrained(paths[-1])
    return paths


@torch.no_grad()
def tokens_per_second(model: Path, adapter: Path, repeats: int) -> float:
    """One stream, the prompt's computation included; the median of `repeats` after a warm-up."""
    tokenizer = AutoTokenizer.from_pretrained(model)
    network = PeftModel.from_pretrained(AutoModelForCausalLM.from_pretrained(model, dtype=torch.float32), adapter)
    network.eval()
    speeds = []
    for number in range(repeats + 1):
        prompt = engine_load.messages(number)
        inputs = tokenizer.apply_chat_template(
            prompt, add_generation_prompt=True, return_tensors="pt", return_dict=True
        )
        count = engine_load.NEW_TOKENS
        start = time.perf_counter()
        network.generate(**inputs, max_new_tokens=count, min_new_tokens=count, do_sample=False)
        speeds.append(count / (time.perf_counter() - start))
    return statistics.median(speeds[1:])
