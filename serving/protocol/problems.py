"""Errors in OpenAI's shape."""

from typing import Any

from serving.client.errors import (
    EngineError,
    EngineOverloaded,
    InvalidAdapter,
    InvalidRequest,
    UnknownAdapter,
)
from serving.protocol.fields import BadRequest

# HTTP status, type and code of each error that an engine answers with.
KINDS: dict[type[EngineError], tuple[int, str, str]] = {
    UnknownAdapter: (404, "invalid_request_error", "model_not_found"),
    InvalidAdapter: (422, "invalid_request_error", "adapter_invalid"),
    InvalidRequest: (400, "invalid_request_error", "invalid_request"),
    EngineOverloaded: (429, "rate_limit_error", "overloaded"),
}
UNAVAILABLE = (503, "server_error", "unavailable")


def problem(error: EngineError | BadRequest) -> tuple[int, dict[str, Any]]:
    """HTTP status and body for `error`."""
    if isinstance(error, BadRequest):
        return error.status, _body(error.message, "invalid_request_error", "invalid_request", error.param)
    status, kind, code = KINDS.get(type(error), UNAVAILABLE)
    param = "model" if status in (404, 422) else None
    return status, _body(error.message, kind, code, param)


def _body(message: str, kind: str, code: str, param: str | None) -> dict[str, Any]:
    return {"error": {"message": message, "type": kind, "code": code, "param": param}}
