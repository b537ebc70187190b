"""Errors that a person can cause, and how they are said.

    UserError                 something a person can mend: `code`, `message` (what happened), `hint` (what to do next)
    └── each app's own subclasses

A UserError ends a job for good: trying again would not help. Anything else is worth another attempt.
"""

from __future__ import annotations

from typing import Any

from rest_framework.exceptions import APIException
from rest_framework.response import Response
from rest_framework.views import exception_handler


class UserError(Exception):
    """What happened, and what to do next."""

    code = "invalid"
    status = 400

    def __init__(self, message: str, hint: str = "", *, code: str | None = None, status: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.code = code or self.code
        self.status = status or self.status

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()

    def as_json(self) -> dict[str, dict[str, str]]:
        """The body of an HTTP answer."""
        return {"error": {"code": self.code, "message": self.message, "hint": self.hint}}


def rest_exception_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """Django REST framework's errors, in the shape that every other door uses."""
    if isinstance(error, UserError):
        return Response(error.as_json(), status=error.status)
    response = exception_handler(error, context)
    if response is not None:
        response.data = {"error": _described(error, response.data)}
    return response


def _described(error: Exception, data: Any) -> dict[str, Any]:
    if isinstance(error, APIException) and isinstance(error.detail, dict | list):
        return {
            "code": "invalid",
            "message": "Some fields are not right.",
            "hint": "See `fields`.",
            "fields": data,
        }
    detail = data.get("detail", error) if isinstance(data, dict) else error
    return {"code": getattr(detail, "code", "error"), "message": str(detail), "hint": ""}
