"""Reads what an engine sends: server-sent chunks, completions and usage, in OpenAI's shapes."""

import json
from collections.abc import AsyncIterator, Mapping
from typing import Any

from serving.client.errors import EngineUnavailable, from_response
from serving.client.messages import Completion, Delta, Usage


async def deltas(lines: AsyncIterator[str]) -> AsyncIterator[Delta]:
    """The deltas in a stream of `data: …` lines; a stream without `[DONE]` raises `EngineUnavailable`."""
    async for line in lines:
        if not line.startswith("data:"):
            continue
        data = line[len("data:") :].strip()
        if data == "[DONE]":
            return
        yield delta(parse(data))
    raise EngineUnavailable("The engine broke off in the middle of the answer.")


def parse(text: str | bytes) -> dict[str, Any]:
    """`text` as a JSON object; anything else means that no engine is at the other end."""
    try:
        body = json.loads(text)
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise EngineUnavailable("What answered at the engine's address is not an engine.")
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
