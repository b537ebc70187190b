"""Sentences as the classifier sees them: the embedder's vector, then those of the fine-tuned encoders."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from django.conf import settings

from assistants.intents.learning.head import Matrix, beside
from knowledge.vectors import DIMENSIONS
from serving.client import blocking
from serving.client.engine import EMBEDDING_MODEL

MOST_CHARACTERS = 500
"""As long as a phrasing can be; what a visitor writes beyond it does not say what it is about."""


def embed(texts: Sequence[str], encoders: Sequence[str] = ()) -> Matrix:
    """float32[n, 384 · (1 + encoders)]: the embedder's vectors and the encoders' beside them. Raises an EngineError."""
    return beside(*_embedded(texts, [EMBEDDING_MODEL, *encoders]))


def embed_tuned(texts: Sequence[str], encoders: Sequence[str]) -> list[Matrix]:
    """float32[n, 384] by each of the fine-tuned encoders. Raises an EngineError."""
    return _embedded(texts, encoders) if encoders else []


def _embedded(texts: Sequence[str], models: Sequence[str]) -> list[Matrix]:
    url, shortened = settings.EMBEDDINGS_URL or settings.ENGINE_URL, [text[:MOST_CHARACTERS] for text in texts]
    parts = blocking.embed(url, shortened, models, timeout=settings.ENGINE_TIMEOUT)
    return [np.asarray(part, dtype=np.float32).reshape(-1, DIMENSIONS) for part in parts]
