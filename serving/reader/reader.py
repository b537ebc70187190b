"""Questions and passages to where the answer stands, and how sure that is."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import openvino as ov
from numpy.typing import NDArray
from tokenizers import Encoding, Tokenizer

from serving.client.reading import Found, Span
from serving.convert.arithmetic import PROPERTIES
from serving.protocol.reading import ReadPassage

# As in training (tuning/reader/network.py).
MAX_TOKENS = 288
QUESTION_CHARACTERS = 300
SPAN_TOKENS = 48
SPANS = 3
GRAPH, TOKENIZER = "reader.xml", "reader-tokenizer.json"


class Reader:
    """The graph and tokenizer in `folder`; questions are read one by one in a thread of its own."""

    def __init__(self, folder: Path) -> None:
        self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
        self._tokenizer.enable_truncation(MAX_TOKENS, strategy="only_second")
        self._tokenizer.enable_padding()
        model = ov.Core().compile_model(folder / GRAPH, "CPU", {**PROPERTIES, "PERFORMANCE_HINT": "LATENCY"})
        self._request = model.create_infer_request()
        self._thread = ThreadPoolExecutor(1, "reader")

    async def read(self, question: str, passages: Sequence[ReadPassage]) -> list[Found]:
        """What each passage says to the question, in their order."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, self.infer, question, passages)

    def close(self) -> None:
        """End the thread."""
        self._thread.shutdown(cancel_futures=True)

    def infer(self, question: str, passages: Sequence[ReadPassage]) -> list[Found]:
        """The same, here and now: for one thread at a time."""
        texts = [f"{one.heading}\n{one.text}" if one.heading else one.text for one in passages]
        encodings = self._tokenizer.encode_batch([(question[:QUESTION_CHARACTERS], text) for text in texts])
        inputs = {
            "input_ids": _array([row.ids for row in encodings]),
            "attention_mask": _array([row.attention_mask for row in encodings]),
            "token_type_ids": _array([row.type_ids for row in encodings]),
        }
        start, end, holds = (np.asarray(output) for output in self._request.infer(inputs).values())
        return [
            Found(float(_sigmoid(holds[place])), tuple(_spans(encoding, start[place], end[place], passages[place])))
            for place, encoding in enumerate(encodings)
        ]


def _spans(
    encoding: Encoding, start: NDArray[np.float32], end: NDArray[np.float32], passage: ReadPassage
) -> list[Span]:
    """The likeliest spans that do not overlap and lie in the passage's own text."""
    shift = len(passage.heading) + 1 if passage.heading else 0
    inside = np.array(
        [
            sequence == 1 and place[0] >= shift
            for sequence, place in zip(encoding.sequence_ids, encoding.offsets, strict=True)
        ]
    )
    if not inside.any():
        return []
    begins, ends = (_softmax(np.where(inside, logits, -1e4)) for logits in (start, end))
    scores = np.triu(np.outer(begins, ends)) - np.triu(np.outer(begins, ends), SPAN_TOKENS)
    found: list[Span] = []
    for _ in range(SPANS):
        first, last = np.unravel_index(int(scores.argmax()), scores.shape)
        if scores[first, last] <= 0:
            break
        offsets = encoding.offsets
        found.append(Span(offsets[first][0] - shift, offsets[last][1] - shift, float(scores[first, last])))
        scores[: last + 1, first:] = 0
    return found


def _array(rows: Sequence[Sequence[int]]) -> NDArray[np.int64]:
    return np.array(rows, dtype=np.int64)


def _softmax(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    raised = np.exp(logits - logits.max())
    shares: NDArray[np.float32] = raised / raised.sum()
    return shares


def _sigmoid(logit: float) -> float:
    return float(1 / (1 + np.exp(-logit)))
