"""The words of the engine protocol: what is asked and what comes back."""

from dataclasses import dataclass, field
from typing import Any, TypedDict


class Message(TypedDict):
    """One turn; `role` is `system`, `user` or `assistant`."""

    role: str
    content: str


@dataclass(frozen=True)
class Usage:
    """Tokens of one request; `cached_tokens` of the prompt were in the prefix cache, None where not told."""

    prompt_tokens: int = 0
    completion_tokens: int = 0
    cached_tokens: int | None = None


@dataclass(frozen=True)
class ChatRequest:
    """One generation. `model` is `base` or an adapter's name; `cache_salt` separates tenants' caches."""

    model: str
    messages: list[Message]
    max_tokens: int = 256
    temperature: float = 0.0
    cache_salt: str = ""
    stop: tuple[str, ...] = ()
    seed: int | None = None

    def body(self, *, stream: bool) -> dict[str, Any]:
        """The JSON body of `POST /v1/chat/completions`."""
        body: dict[str, Any] = {
            "model": self.model,
            "messages": self.messages,
            "max_tokens": self.max_tokens,
            "temperature": self.temperature,
            "stream": stream,
        }
        optional = {"cache_salt": self.cache_salt, "stop": list(self.stop), "seed": self.seed}
        body.update({key: value for key, value in optional.items() if value not in ("", [], None)})
        if stream:
            body["stream_options"] = {"include_usage": True}
        return body


@dataclass(frozen=True)
class Delta:
    """A piece of a streamed answer; the last pieces carry `finish_reason` (`stop`, `length`) and `usage`."""

    text: str = ""
    finish_reason: str | None = None
    usage: Usage | None = None


@dataclass(frozen=True)
class Completion:
    """A whole answer; `seconds` is the wall time of the request."""

    text: str
    finish_reason: str
    usage: Usage = field(default_factory=Usage)
    seconds: float = 0.0
