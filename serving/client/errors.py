"""What can go wrong between the platform and an engine.

EngineError
├── EngineUnavailable   nobody answers, or the answer broke off      transient
├── EngineOverloaded    the queue is full (429)                      transient
├── EngineTimeout       no byte within the time allowed              transient
├── UnknownAdapter      no adapter of that name (404)
├── InvalidAdapter      the adapter's files do not pass the checks (422)
└── InvalidRequest      the request itself is wrong (other 4xx)
"""

from collections.abc import Mapping
from typing import Any, ClassVar


class EngineError(Exception):
    """Base of the tree. `transient` says whether the same request may succeed later."""

    transient: ClassVar[bool] = False
    code: ClassVar[str] = "engine_error"
    hint: ClassVar[str] = "Look into the engine's log."

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class EngineUnavailable(EngineError):
    """The engine cannot be reached, is starting, or died during the answer."""

    transient = True
    code = "engine_unavailable"
    hint = "The engine restarts by itself: try again in a few seconds."


class EngineOverloaded(EngineError):
    """The engine's queue is full."""

    transient = True
    code = "engine_overloaded"
    hint = "Try again in a few seconds, or add engine replicas."


class EngineTimeout(EngineError):
    """The engine sent nothing for longer than the client's timeout."""

    transient = True
    code = "engine_timeout"
    hint = "Try again; if it repeats, the machine is too busy for this model."


class UnknownAdapter(EngineError):
    """The store has no adapter of that name."""

    code = "unknown_adapter"
    hint = "Choose another version of the assistant, or train it again."


class InvalidAdapter(EngineError):
    """The adapter's name, files or hashes do not agree, or it is of a kind that cannot be served."""

    code = "invalid_adapter"
    hint = "Its files were changed or are of an unsupported kind: train it again, or roll back."


class InvalidRequest(EngineError):
    """The engine refused the request as wrong; repeating it is of no use."""

    code = "invalid_request"
    hint = "Shorten the message or correct the parameter that is named."


def from_response(status: int, body: Mapping[str, Any]) -> EngineError:
    """The error for an HTTP `status` and OpenAI's error `body` (`{"error": {"message", "code", …}}`)."""
    error = body.get("error")
    details: Mapping[str, Any] = error if isinstance(error, Mapping) else {}
    message = str(details.get("message") or f"The engine answered with HTTP status {status}.")
    return _kind(status, details.get("code"))(message)


def _kind(status: int, code: object) -> type[EngineError]:
    if status == 429:
        return EngineOverloaded
    if status == 422 and code == "adapter_invalid":
        return InvalidAdapter
    if status == 404:
        return UnknownAdapter
    if 400 <= status < 500:
        return InvalidRequest
    return EngineUnavailable
