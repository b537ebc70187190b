"""The gate of every conversion: the graph must say what transformers says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import openvino as ov
import torch
from numpy.typing import NDArray
from transformers import AutoModelForCausalLM, AutoTokenizer

from serving.convert.arithmetic import PROPERTIES
from serving.convert.errors import ParityError
from serving.convert.parity_texts import CONVERSATIONS, SYSTEM

MIN_COSINE = 0.998
MIN_AGREEMENT = 0.95
MIN_POSITIONS = 500

Logits = NDArray[np.float32]


@dataclass(frozen=True)
class Parity:
    """Graph against transformers: mean cosine of the logits, share of positions with the same arg-max."""

    positions: int
    cosine: float
    agreement: float

    def check(self) -> None:
        """Raise `ParityError` unless all three figures are good enough."""
        enough = self.positions >= MIN_POSITIONS
        if not enough or self.cosine < MIN_COSINE or self.agreement < MIN_AGREEMENT:
            raise ParityError(
                f"Over {self.positions} positions the logits agree at cosine {self.cosine:.4f} and in "
                f"{self.agreement:.1%} of the arg-max; at least {MIN_POSITIONS}, {MIN_COSINE} and "
                f"{MIN_AGREEMENT:.0%} are needed."
            )

    def report(self) -> dict[str, float]:
        """The figures beside what they must reach, for `parity.json`."""
        return {**asdict(self), "min_cosine": MIN_COSINE, "min_agreement": MIN_AGREEMENT}


def measure(graph: Path, model: Path, adapter: Path | None = None) -> Parity:
    """Compare `graph` (an OpenVINO .xml) with transformers' `model`, with the PEFT `adapter` where given."""
    prompts = token_ids(model)
    return compare(_graph_logits(graph, prompts), reference_logits(model, prompts, adapter))


def token_ids(model: Path) -> list[list[int]]:
    """The conversations through the model's own chat template."""
    tokenizer = AutoTokenizer.from_pretrained(model)
    prompts = []
    for question, answer in CONVERSATIONS:
        turns = [("system", SYSTEM), ("user", question), ("assistant", answer)]
        messages = [{"role": role, "content": content} for role, content in turns]
        text = tokenizer.apply_chat_template(messages, tokenize=False)
        prompts.append(tokenizer(text, add_special_tokens=False)["input_ids"])
    return prompts


@torch.no_grad()
def reference_logits(model: Path, prompts: Sequence[list[int]], adapter: Path | None = None) -> list[Logits]:
    """transformers' logits in float32, one array [positions, vocabulary] per prompt."""
    network = AutoModelForCausalLM.from_pretrained(model, dtype=torch.float32)
    if adapter is not None:
        network.load_adapter(str(adapter))
    network.train(mode=False)
    return [network(torch.tensor([prompt])).logits[0].numpy() for prompt in prompts]


def _graph_logits(graph: Path, prompts: Sequence[list[int]]) -> list[Logits]:
    request = ov.Core().compile_model(graph, "CPU", PROPERTIES).create_infer_request()
    return [_graph_infer(request, prompt) for prompt in prompts]


def _graph_infer(request: ov.InferRequest, prompt: list[int]) -> Logits:
    request.reset_state()
    ids = np.array([prompt], dtype=np.int64)
    positions = np.arange(len(prompt), dtype=np.int64)[None, :]
    beams = np.zeros(1, dtype=np.int32)
    inputs = {"input_ids": ids, "attention_mask": np.ones_like(ids), "position_ids": positions, "beam_idx": beams}
    logits: Logits = request.infer(inputs)["logits"][0]
    return logits.copy()


def compare(ours: Sequence[Logits], theirs: Sequence[Logits]) -> Parity:
    """The figures over all positions of all prompts."""
    mine, reference = np.concatenate(ours), np.concatenate(theirs)
    lengths = np.linalg.norm(mine, axis=1) * np.linalg.norm(reference, axis=1)
    cosine = float(((mine * reference).sum(axis=1) / lengths).mean())
    agreement = float((mine.argmax(axis=1) == reference.argmax(axis=1)).mean())
    return Parity(len(mine), cosine, agreement)
