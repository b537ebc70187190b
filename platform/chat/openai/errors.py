"""What a program can do wrong, in OpenAI's shape: `{"error": {"message", "type", "param", "code"}}`.

UserError
└── ApiError
    ├── InvalidRequest       400  a field is missing, wrong or not supported; `param` names it
    ├── WrongKey             401  no key, or one that is not valid
    ├── NotFound             404  no such thing, or another business's: callers are not told which
    └── MethodNotAllowed     405
"""

from __future__ import annotations

from typing import Any

from chat.errors import TooMany
from serving.client import EngineError, EngineOverloaded
from serving.client import InvalidRequest as EngineRefused
from tenants.errors import UserError

INVALID, LIMITED, SERVER = "invalid_request_error", "rate_limit_error", "server_error"


class ApiError(UserError):
    """Base of the tree; `param` is the field that is wrong."""

    def __init__(self, message: str, hint: str = "", *, param: str | None = None, code: str | None = None) -> None:
        super().__init__(message, hint, code=code)
        self.param = param


class InvalidRequest(ApiError):
    """The request cannot be taken as it is."""

    code = "invalid_value"


class WrongKey(ApiError):
    """No tenant stands behind this call."""

    code = "invalid_api_key"
    status = 401


class NotFound(ApiError):
    """There is nothing of that id in this business."""

    code = "not_found"
    status = 404


class MethodNotAllowed(ApiError):
    """The address is right, the method is not."""

    code = "method_not_allowed"
    status = 405


def unsupported(param: str, why: str) -> InvalidRequest:
    """A field of OpenAI's that changes what comes back and that is not offered here."""
    return InvalidRequest(f"`{param}` is not supported. {why}", "Leave it out.", param=param, code="unsupported_value")


def told(error: Exception) -> tuple[int, dict[str, Any], dict[str, str]]:
    """HTTP status, body and headers for what went wrong; anything unforeseen is a 500 that tells nothing."""
    if isinstance(error, EngineError):
        return _of_engine(error)
    if isinstance(error, UserError):
        headers = {"Retry-After": str(error.retry_after)} if isinstance(error, TooMany) else {}
        code = "rate_limit_exceeded" if isinstance(error, TooMany) else error.code
        return error.status, body(str(error), kind(error.status), code, getattr(error, "param", None)), headers
    return 500, body("Something went wrong on our side. Please try again.", SERVER, "internal"), {}


def body(message: str, kind: str, code: str, param: str | None = None) -> dict[str, Any]:
    """OpenAI's error object."""
    return {"error": {"message": message, "type": kind, "param": param, "code": code}}


def kind(status: int) -> str:
    """OpenAI's `type` for an HTTP status."""
    return LIMITED if status == 429 else SERVER if status >= 500 else INVALID


def _of_engine(error: EngineError) -> tuple[int, dict[str, Any], dict[str, str]]:
    status = 429 if isinstance(error, EngineOverloaded) else 400 if isinstance(error, EngineRefused) else 503
    headers = {"Retry-After": "2"} if error.transient else {}
    return status, body(f"{error.message} {error.hint}", kind(status), error.code), headers
