"""Answers in OpenAI's shapes."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from time import time
from typing import Any
from uuid import uuid4

from serving.client.messages import Usage

DONE = "data: [DONE]\n\n"


@dataclass(frozen=True)
class Answer:
    """Makes the JSON of one answer; all of its chunks share id, time and model."""

    model: str
    id: str = field(default_factory=lambda: f"chatcmpl-{uuid4().hex}")
    created: int = field(default_factory=lambda: int(time()))

    def opening(self) -> str:
        """The first event: it names the role."""
        return event(self._body("chat.completion.chunk", _choice(delta={"role": "assistant", "content": ""})))

    def delta(self, text: str) -> str:
        """An event with a piece of text."""
        return event(self._body("chat.completion.chunk", _choice(delta={"content": text})))

    def closing(self, reason: str) -> str:
        """The event that says why the answer ends: `stop` or `length`."""
        return event(self._body("chat.completion.chunk", _choice(delta={}, finish_reason=reason)))

    def usage(self, usage: Usage) -> str:
        """The event with the counts of tokens; its choices are empty, as OpenAI's."""
        return event({**self._body("chat.completion.chunk"), "usage": counts(usage)})

    def whole(self, text: str, reason: str, usage: Usage) -> dict[str, Any]:
        """The answer of a request that is not streamed."""
        choice = _choice(message={"role": "assistant", "content": text}, finish_reason=reason)
        return {**self._body("chat.completion", choice), "usage": counts(usage)}

    def _body(self, kind: str, *choices: dict[str, Any]) -> dict[str, Any]:
        named = {"id": self.id, "object": kind, "created": self.created, "model": self.model}
        return {**named, "choices": list(choices)}


def _choice(finish_reason: str | None = None, **content: object) -> dict[str, Any]:
    return {"index": 0, **content, "finish_reason": finish_reason}


def event(body: dict[str, Any]) -> str:
    """One server-sent event."""
    return f"data: {json.dumps(body, ensure_ascii=False)}\n\n"


def counts(usage: Usage) -> dict[str, Any]:
    """OpenAI's `usage` object."""
    body: dict[str, Any] = {
        "prompt_tokens": usage.prompt_tokens,
        "completion_tokens": usage.completion_tokens,
        "total_tokens": usage.prompt_tokens + usage.completion_tokens,
    }
    if usage.cached_tokens is not None:
        body["prompt_tokens_details"] = {"cached_tokens": usage.cached_tokens}
    return body


def embeddings(model: str, vectors: Sequence[Sequence[float]], tokens: int) -> dict[str, Any]:
    """A list of embeddings; `tokens` is their texts' length."""
    rows = [{"object": "embedding", "index": i, "embedding": list(v)} for i, v in enumerate(vectors)]
    usage = {"prompt_tokens": tokens, "total_tokens": tokens}
    return {"object": "list", "model": model, "data": rows, "usage": usage}


def models(names: Sequence[str]) -> dict[str, Any]:
    """A list of models."""
    rows = [{"id": name, "object": "model", "created": 0, "owned_by": "botwright"} for name in names]
    return {"object": "list", "data": rows}
