"""An answer in OpenAI's shapes, with `sources` beside them."""

import json
import re
import time
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from assistants.answers import Cited
from chat.openai.completions.answer import Answering

DONE = b"data: [DONE]\n\n"
_MARK = re.compile(r"\[(\d{1,3})(?:\s*[,;]\s*\d{1,3})*\]")

Json = dict[str, Any]


@dataclass(frozen=True)
class Shapes:
    """Renders one answer; all of its chunks share id, time and model."""

    answering: Answering
    id: str = field(default_factory=lambda: f"chatcmpl-{uuid4().hex}")
    created: int = field(default_factory=lambda: int(time.time()))

    def whole(self) -> Json:
        """The body of an answer that is not streamed."""
        message = {"role": "assistant", "refusal": None, **self._said()}
        choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": self.answering.finish_reason}
        return {**self._head("chat.completion"), "choices": [choice], "usage": self._usage(), **self._found()}

    def opening(self) -> bytes:
        """The first chunk: it names the role."""
        return self._chunk({"role": "assistant", "content": "", "refusal": None})

    def piece(self, text: str) -> bytes:
        """A chunk with a piece of text."""
        return self._chunk({"content": text})

    def closing(self) -> bytes:
        """The chunk that ends the answer, with its citations and sources."""
        delta = {"annotations": self._said()["annotations"]}
        return self._chunk(delta, self.answering.finish_reason, self._found())

    def usage(self) -> bytes:
        """The chunk with the counts of tokens; it has no choices."""
        return _event({**self._head("chat.completion.chunk"), "choices": [], "usage": self._usage()})

    def _chunk(self, delta: Json, reason: str | None = None, beside: Json | None = None) -> bytes:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": reason}
        return _event({**self._head("chat.completion.chunk"), "choices": [choice], **(beside or {})})

    def _head(self, kind: str) -> Json:
        weights = self.answering.prepared.adapter or "base"
        named = {"id": self.id, "object": kind, "created": self.created, "model": self.answering.served.name}
        return {**named, "system_fingerprint": weights}

    def _said(self) -> Json:
        text = self.answering.answer.text
        return {"content": text, "annotations": annotations(text, self.answering.sources)}

    def _found(self) -> Json:
        """What OpenAI's shapes have no place for: the quotes, and the answer as it is to be shown."""
        done = self.answering
        return {"sources": done.sources, "refused": done.answer.refused, "text": done.answer.text}

    def _usage(self) -> Json:
        usage = self.answering.draft.usage
        asked, said = usage.prompt_tokens, usage.completion_tokens
        return {"prompt_tokens": asked, "completion_tokens": said, "total_tokens": asked + said}


def annotations(text: str, sources: list[Cited]) -> list[Json]:
    """A `url_citation` for each mark in the text that names a source with an address."""
    known = {source["n"]: source for source in sources if source["url"]}
    marks = [(mark, known.get(int(mark[1]))) for mark in _MARK.finditer(text)]
    return [_annotation(mark, source) for mark, source in marks if source]


def _annotation(mark: re.Match[str], source: Cited) -> Json:
    place = {"start_index": mark.start(), "end_index": mark.end() - 1}
    return {"type": "url_citation", "url_citation": {**place, "title": source["title"], "url": source["url"]}}


def _event(body: Json) -> bytes:
    return f"data: {json.dumps(body, ensure_ascii=False)}\n\n".encode()
