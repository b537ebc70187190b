"""The reader as an OpenVINO graph: the embedder's embeddings, and the layers and heads that were trained."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import openvino as ov
import torch
from safetensors.torch import load_file
from transformers import AutoModel

from serving.convert.arithmetic import PROPERTIES
from serving.convert.embedder import source
from serving.convert.errors import ParityError

MAX_DIFFERENCE = 0.1
"""Of a logit, between the graph and PyTorch."""


class SpanReader(torch.nn.Module):
    """Ids, mask and token types [passages, tokens] to start, end [passages, tokens] and holds [passages] logits."""

    def __init__(self) -> None:
        super().__init__()
        self.encoder = AutoModel.from_pretrained(source(), dtype=torch.float32, attn_implementation="eager")
        size = self.encoder.config.hidden_size
        self.span = torch.nn.Linear(size, 2)
        self.holds = torch.nn.Linear(size, 1)

    def forward(
        self, input_ids: torch.Tensor, attention_mask: torch.Tensor, token_type_ids: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Logits; those outside of a passage mean nothing."""
        hidden = self.encoder(
            input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids
        ).last_hidden_state
        start, end = self.span(hidden).unbind(-1)
        return start, end, self.holds(hidden[:, 0]).squeeze(-1)


def convert(weights: Path, folder: Path) -> None:
    """Write `reader.xml`, its weights and `reader-tokenizer.json` into `folder`; raises `ParityError`."""
    network = SpanReader()
    # The embeddings are not in the file: training leaves them as they are.
    learned = {name: weight.float() for name, weight in load_file(weights).items()}
    missing = network.load_state_dict(learned, strict=False)
    assert not missing.unexpected_keys
    network.eval()
    ids = torch.randint(1000, 20_000, (2, 24), generator=torch.Generator().manual_seed(0))
    example = {"input_ids": ids, "attention_mask": torch.ones_like(ids), "token_type_ids": (ids > 9000).long()}
    with torch.no_grad():
        model = ov.convert_model(network, example_input=example)
        wanted = network(**example)
    model.reshape({port: ov.PartialShape([-1, -1]) for port in model.inputs})
    request = ov.Core().compile_model(model, "CPU", PROPERTIES).create_infer_request()
    found = request.infer({name: value.numpy() for name, value in example.items()})
    for ours, theirs in zip(found.values(), wanted, strict=True):
        if np.abs(ours - theirs.numpy()).max() > MAX_DIFFERENCE:
            raise ParityError("The reader's graph computes something else than PyTorch.")
    ov.save_model(model, folder / "reader.xml", compress_to_fp16=True)
    shutil.copyfile(source() / "tokenizer.json", folder / "reader-tokenizer.json")
