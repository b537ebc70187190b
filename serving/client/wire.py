"""Reads what an engine sends: server-sent chunks, completions and usage, in OpenAI's shapes."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from serving.client.errors import EngineUnavailable, from_response
from serving.client.messages import Completion, Delta, Usage

NOT_AN_ENGINE = "What answered at the engine's address is not an engine."
LONGEST_LINE = 2**20
"""Bytes: far beyond any chunk of an answer."""


class Deltas:
    """The deltas in a stream of `data: …` lines, which arrives in pieces of any size.

    By the piece and not by the line: an answer of a thousand tokens is a thousand pieces, and each costs its visitor's
    server what it takes here.
    """

    def __init__(self) -> None:
        self.ended = False
        self._rest = b""

    def feed(self, piece: bytes) -> Iterator[Delta]:
        """What became whole with this piece of the stream; nothing once it has said `[DONE]`."""
        *lines, self._rest = (self._rest + piece).split(b"\n")
        if len(self._rest) > LONGEST_LINE:
            raise EngineUnavailable(NOT_AN_ENGINE)
        for line in lines:
            if self.ended or not line.startswith(b"data:"):
                continue
            data = line[len(b"data:") :].strip()
            if data == b"[DONE]":
                self.ended = True
            else:
                yield delta(parse(data.decode("utf-8", "replace")))

    def close(self) -> None:
        """Raises `EngineUnavailable` for a stream that came to its end without `[DONE]`."""
        # The last line may have no end of its own.
        list(self.feed(b"\n"))
        if not self.ended:
            raise EngineUnavailable("The engine broke off in the middle of the answer.")


def parse(text: str | bytes) -> dict[str, Any]:
    """`text` as a JSON object; anything else means that no engine is at the other end."""
    try:
        body = json.loads(text)
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise EngineUnavailable(NOT_AN_ENGINE)
    return body


def delta(chunk: Mapping[str, Any]) -> Delta:
    """One `chat.completion.chunk`; an error in its place is raised."""
    if "error" in chunk:
        raise from_response(int(chunk["error"].get("status", 500)), chunk)
    choices = chunk.get("choices") or [{}]
    text = (choices[0].get("delta") or {}).get("content") or ""
    return Delta(text, choices[0].get("finish_reason"), usage(chunk.get("usage")))


def completion(body: Mapping[str, Any], seconds: float) -> Completion:
    """A `chat.completion` object."""
    try:
        choice = body["choices"][0]
        text = choice["message"]["content"] or ""
    except (KeyError, IndexError, TypeError):
        raise EngineUnavailable("The engine's answer has no choices.") from None
    reason = choice.get("finish_reason") or "stop"
    return Completion(text, reason, usage(body.get("usage")) or Usage(), seconds)


def usage(body: Mapping[str, Any] | None) -> Usage | None:
    """OpenAI's `usage` object, or None where there is none."""
    if not body:
        return None
    cached = (body.get("prompt_tokens_details") or {}).get("cached_tokens")
    return Usage(body.get("prompt_tokens") or 0, body.get("completion_tokens") or 0, cached)
