"""all-MiniLM-L6-v2 with two heads: where the answer begins and ends, and whether it is there at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy
from transformers import AutoModel

from tuning.intents.encoder import source
from tuning.reader.rows import ReaderRow

MAX_TOKENS = 288
NOWHERE = -100


@dataclass(frozen=True, slots=True)
class Encoded:
    """A row as tokens. `start` and `end` are places among them, NOWHERE where they are not known or cut off."""

    ids: list[int]
    types: list[int]
    holds: float
    start: int
    end: int


class Reader(torch.nn.Module):
    """Question and passage to start and end logits [rows, tokens] of the answer, and a logit [rows] that it is."""

    def __init__(self) -> None:
        super().__init__()
        # Without dropout in it attention never holds its weights: a third of the time, half of the memory.
        self.encoder = AutoModel.from_pretrained(
            source(), dtype=torch.float32, attn_implementation="sdpa", attention_probs_dropout_prob=0.0
        )
        size = self.encoder.config.hidden_size
        self.span = torch.nn.Linear(size, 2)
        self.holds = torch.nn.Linear(size, 1)
        for weight in self.encoder.embeddings.parameters():
            weight.requires_grad_(False)

    def forward(
        self, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Logits; places that are no passage's are to be left out by the caller."""
        hidden = self.encoder(
            input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids
        ).last_hidden_state
        start, end = self.span(hidden).unbind(-1)
        return start, end, self.holds(hidden[:, 0]).squeeze(-1)

    def learned(self) -> dict[str, Tensor]:
        """What training changes, as float16: the engine has the embeddings from the embedder's own package."""
        kept = ("encoder.encoder.", "span.", "holds.")
        state = {name: weight for name, weight in self.state_dict().items() if name.startswith(kept)}
        return {name: weight.detach().half().contiguous() for name, weight in state.items()}

    def loss(self, batch: Sequence[Encoded]) -> Tensor:
        """Mean cross entropy of the places, where they are known, plus that of the answer being there."""
        ids, mask, types = tensors(batch)
        start, end, holds = self(ids, mask, types)
        outside = (types == 0) | (mask == 0)
        wanted = torch.tensor([row.holds for row in batch])
        loss = binary_cross_entropy_with_logits(holds, wanted)
        places = torch.tensor([[row.start, row.end] for row in batch])
        if (places != NOWHERE).any():
            for logits, place in zip((start, end), places.T, strict=True):
                loss = loss + 0.5 * cross_entropy(logits.masked_fill(outside, -1e4), place, ignore_index=NOWHERE)
        return loss


def tokenizer() -> Tokenizer:
    """The embedder's, for pairs: the question is never cut, the passage is."""
    found = Tokenizer.from_file(str(source() / "tokenizer.json"))
    found.enable_truncation(MAX_TOKENS, strategy="only_second")
    found.no_padding()
    return found


def passage_text(heading: str, text: str) -> str:
    """A passage as the reader sees it: under its heading."""
    return f"{heading}\n{text}" if heading else text


def encode(tokens: Tokenizer, row: ReaderRow) -> Encoded:
    """A row as tokens; a span that is cut off is unknown."""
    text = passage_text(row.heading, row.text)
    shift = len(text) - len(row.text)
    encoding = tokens.encode(row.question[:300], text)
    start = end = NOWHERE
    if row.holds and row.start >= 0:
        first = encoding.char_to_token(row.start + shift, 1)
        last = encoding.char_to_token(row.end + shift - 1, 1)
        if first is not None and last is not None:
            start, end = first, last
    return Encoded(encoding.ids, encoding.type_ids, float(row.holds), start, end)


def tensors(batch: Sequence[Encoded]) -> tuple[Tensor, Tensor, Tensor]:
    """Ids, mask and token types [rows, tokens], padded to the longest."""
    longest = max(len(row.ids) for row in batch)
    ids = torch.tensor([row.ids + [0] * (longest - len(row.ids)) for row in batch])
    mask = torch.tensor([[1] * len(row.ids) + [0] * (longest - len(row.ids)) for row in batch])
    types = torch.tensor([row.types + [0] * (longest - len(row.types)) for row in batch])
    return ids, mask, types
