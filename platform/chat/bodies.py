"""Reads what callers send, and says what is wrong with it."""

import json
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest

from assistants.words import storable
from chat.errors import BadRequest, TooLong
from chat.limits import MAX_TEXT
from chat.models import Message

MAX_KEY = 100
MAX_SITE_KEY = 40
MAX_COMMENT = 2000


def json_object(request: HttpRequest) -> dict[str, Any]:
    """The body as a JSON object."""
    try:
        body = json.loads(request.body or b"{}")
    except RequestDataTooBig:
        raise _too_long() from None
    except (ValueError, RecursionError):
        raise BadRequest("The body is not JSON.", "Send a JSON object with `Content-Type: application/json`.") from None
    if not isinstance(body, dict):
        raise BadRequest("The body is not a JSON object.", 'Send something like `{"text": "…"}`.')
    return body


def site_key(body: dict[str, Any]) -> str:
    """The public key of a website; one that is too long is nobody's anyway."""
    return str(body.get("site_key"))[: MAX_SITE_KEY + 1]


def proof(request: HttpRequest) -> str:
    """The solution of an earlier challenge; empty for none."""
    return request.headers.get("X-Altcha", "")


def question(body: dict[str, Any]) -> str:
    """The `text` of a new message, 1 to MAX_TEXT characters."""
    text = _clean(body.get("text"))
    if len(text) > MAX_TEXT:
        raise _too_long()
    if not text:
        raise BadRequest("The message is empty.", "Send a `text` with at least one character.", code="empty")
    return text


def idempotency_key(value: object) -> str:
    """A caller's key for a message; empty for none."""
    key = _clean(value)
    if len(key) > MAX_KEY:
        raise BadRequest(f"The Idempotency-Key has more than {MAX_KEY} characters.", "Use a random UUID.")
    return key


def feedback(body: dict[str, Any]) -> tuple[str, str]:
    """The rating ("up", "down", or "" to take it back) and the comment."""
    rating = body.get("rating") or ""
    if rating not in {"", *Message.Rating.values}:
        raise BadRequest("The rating must be up, down or null.", 'Send `{"rating": "up"}`.')
    return rating, _clean(body.get("comment"))[:MAX_COMMENT]


def after(value: object) -> int:
    """The id of the last event that a reader has seen; 0 for none."""
    try:
        return max(0, int(str(value or 0)[:18]))
    except ValueError:
        raise BadRequest("`after` is not a number.", "Send the id of the last event you have.") from None


def _clean(value: object) -> str:
    return storable(value).strip() if isinstance(value, str) else ""


def _too_long() -> TooLong:
    return TooLong(f"The message is longer than {MAX_TEXT:,} characters.", "Please shorten it.")
