"""The body of `POST /v1/chat/completions`, validated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from serving.protocol.fields import BadRequest, number, strings, text, whole

ROLES = frozenset({"system", "user", "assistant"})
MAX_TOKENS = 4096
MAX_STOPS = 8


@dataclass(frozen=True)
class Chat:
    """One validated request; `messages` are role and content, in order."""

    model: str
    messages: list[dict[str, str]]
    stream: bool = False
    include_usage: bool = False
    max_tokens: int = 256
    temperature: float = 0.0
    top_p: float = 1.0
    repetition_penalty: float = 1.0
    seed: int | None = None
    stop: list[str] = field(default_factory=list)
    cache_salt: str = ""
    ignore_eos: bool = False


def parse(body: Mapping[str, Any]) -> Chat:
    """The request in `body`; raises `BadRequest` naming the parameter. Unknown parameters are ignored."""
    options = body.get("stream_options") or {}
    length = body.get("max_completion_tokens", body.get("max_tokens"))
    return Chat(
        model=text(body, "model"),
        messages=_messages(body.get("messages")),
        stream=body.get("stream") is True,
        include_usage=isinstance(options, Mapping) and options.get("include_usage") is True,
        max_tokens=256 if length is None else whole({"max_tokens": length}, "max_tokens", 1, MAX_TOKENS),
        temperature=number(body, "temperature", 0.0, 2.0, default=0.0),
        top_p=number(body, "top_p", 0.0, 1.0, default=1.0),
        repetition_penalty=number(body, "repetition_penalty", 0.1, 10.0, default=1.0),
        seed=None if body.get("seed") is None else whole(body, "seed", 0, 2**63 - 1),
        stop=[stop for stop in strings(body, "stop", MAX_STOPS) if stop],
        cache_salt=text(body, "cache_salt", default=""),
        ignore_eos=body.get("ignore_eos") is True,
    )


def _messages(value: object) -> list[dict[str, str]]:
    if not isinstance(value, list) or not value:
        raise BadRequest("messages must be a list with at least one message.", "messages")
    return [_message(message, f"messages[{index}]") for index, message in enumerate(value)]


def _message(message: object, where: str) -> dict[str, str]:
    if not isinstance(message, Mapping) or message.get("role") not in ROLES:
        raise BadRequest(f"{where}.role must be system, user or assistant.", where)
    if not isinstance(message.get("content"), str):
        raise BadRequest(f"{where}.content must be a string.", where)
    return {"role": message["role"], "content": message["content"]}
