"""Texts to unit vectors."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import openvino as ov
from tokenizers import Encoding, Tokenizer

# What sentence-transformers cuts this model's texts to.
MAX_TOKENS = 256
GRAPH = "embedder.xml"
# Small enough that a question asked meanwhile does not wait long behind a document.
BATCH = 8


@dataclass(frozen=True)
class Embedded:
    """One vector of 384 numbers per text; `tokens` were read in all."""

    vectors: list[list[float]]
    tokens: int


class Embedder:
    """The graph and tokenizer in `folder`, or `graph` in its stead; batches run one by one in a thread of its own."""

    def __init__(self, folder: Path, graph: ov.Model | None = None) -> None:
        self._tokenizer = Tokenizer.from_file(str(folder / "embedder-tokenizer.json"))
        self._tokenizer.enable_truncation(MAX_TOKENS)
        self._tokenizer.enable_padding()
        model = ov.Core().compile_model(graph or folder / GRAPH, "CPU", {"PERFORMANCE_HINT": "LATENCY"})
        self._request = model.create_infer_request()
        self._thread = ThreadPoolExecutor(1, "embedder")

    async def embed(self, texts: Sequence[str]) -> Embedded:
        """Vectors in the order of `texts`; between two batches other callers get their turn."""
        # Neighbours of like length waste the least padding.
        order = sorted(range(len(texts)), key=lambda index: len(texts[index]))
        vectors: list[list[float]] = [[] for _ in texts]
        tokens = 0
        for start in range(0, len(order), BATCH):
            batch = order[start : start + BATCH]
            job = [texts[index] for index in batch]
            result = await asyncio.get_running_loop().run_in_executor(self._thread, self.infer, job)
            tokens += result.tokens
            for index, vector in zip(batch, result.vectors, strict=True):
                vectors[index] = vector
        return Embedded(vectors, tokens)

    def close(self) -> None:
        """End the thread."""
        self._thread.shutdown(cancel_futures=True)

    def infer(self, texts: list[str]) -> Embedded:
        """Vectors of one batch, here and now: for one thread at a time."""
        encodings = self._tokenizer.encode_batch(texts)
        mask = np.array([row.attention_mask for row in encodings], dtype=np.int64)
        inputs = {"input_ids": _ids(encodings), "attention_mask": mask}
        vectors = self._request.infer(inputs)[0]
        return Embedded(vectors.tolist(), int(mask.sum()))


def _ids(encodings: Sequence[Encoding]) -> np.ndarray[tuple[int, int], np.dtype[np.int64]]:
    return np.array([row.ids for row in encodings], dtype=np.int64)
