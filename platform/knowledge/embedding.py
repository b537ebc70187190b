"""Turns drafts and questions into vectors, by way of the engine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings

from knowledge import vectors
from knowledge.passages import Draft
from serving.client import blocking

# The model reads 256 word pieces; what is behind them costs time and changes nothing.
MOST_CHARACTERS = 2_000


@dataclass(frozen=True)
class Embedded:
    """A draft's vectors, packed: one of the whole, and one of each sentence."""

    vector: bytes
    sentence_vectors: bytes


def embed_drafts(title: str, drafts: Sequence[Draft], *, timeout: float | None = None) -> list[Embedded]:
    """Vectors of drafts of one document. Raises an EngineError."""
    texts: list[str] = []
    for draft in drafts:
        texts.append(_with_heading(title, draft))
        texts += draft.sentences
    rows = iter(embed(texts, timeout=timeout))
    return [
        Embedded(vectors.pack([next(rows)]), vectors.pack([next(rows) for _ in draft.sentences])) for draft in drafts
    ]


def embed(texts: Sequence[str], *, timeout: float | None = None) -> list[list[float]]:
    """Unit vectors of 384 numbers. Raises an EngineError; `timeout` in seconds, the setting's by default."""
    url, seconds = settings.EMBEDDINGS_URL or settings.ENGINE_URL, timeout or settings.ENGINE_TIMEOUT
    (vectors,) = blocking.embed(url, [text[:MOST_CHARACTERS] for text in texts], timeout=seconds)
    return vectors


def _with_heading(title: str, draft: Draft) -> str:
    above = " › ".join(part for part in (title, draft.heading) if part)
    return f"{above}\n{draft.text}" if above else draft.text
