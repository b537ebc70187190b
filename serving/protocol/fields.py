"""Fields of a JSON body, each checked for kind and range."""

import math
from collections.abc import Mapping
from typing import Any


class BadRequest(Exception):
    """The request is wrong; `param` names where, `status` is HTTP's."""

    def __init__(self, message: str, param: str | None = None, status: int = 400) -> None:
        super().__init__(message)
        self.message = message
        self.param = param
        self.status = status


def text(body: Mapping[str, Any], name: str, default: str | None = None) -> str:
    """The string `name`; required unless there is a `default`."""
    value = body.get(name)
    value = default if value is None else value
    if not isinstance(value, str):
        raise BadRequest(f"{name} must be a string.", name)
    return value


def number(body: Mapping[str, Any], name: str, low: float, high: float, *, default: float) -> float:
    """The number `name` from `low` to `high`."""
    value = body.get(name)
    value = default if value is None else value
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise BadRequest(f"{name} must be a number.", name)
    if not low <= value <= high:
        raise BadRequest(f"{name} must be from {low:g} to {high:g}, not {value:g}.", name)
    return float(value)


def whole(body: Mapping[str, Any], name: str, low: int, high: int) -> int:
    """The whole number `name` from `low` to `high`."""
    value = body.get(name)
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise BadRequest(f"{name} must be a whole number from {low} to {high}.", name)
    return value


def strings(body: Mapping[str, Any], name: str, most: int, *, least: int = 0) -> list[str]:
    """The field `name`: one string or a list of `least` to `most` strings."""
    value = body.get(name)
    values = [value] if isinstance(value, str) else (value or [])
    if not isinstance(values, list) or not all(isinstance(item, str) for item in values):
        raise BadRequest(f"{name} must be a string or a list of strings.", name)
    if not least <= len(values) <= most:
        raise BadRequest(f"{name} must hold {least} to {most} strings, not {len(values)}.", name)
    return values
