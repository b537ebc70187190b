"""JSON values into dataclasses, with errors that name the place and the field."""

import dataclasses
import math
import types
import typing
from collections.abc import Mapping
from typing import Any, ClassVar, Literal, Protocol, TypeVar, Union

from tuning.job.errors import JobFolderError


class Dataclass(Protocol):
    """Any dataclass."""

    __dataclass_fields__: ClassVar[dict[str, dataclasses.Field[Any]]]


WORDS: dict[object, str] = {str: "text", bool: "true or false", int: "a whole number"}
T = TypeVar("T", bound=Dataclass)


def record(cls: type[T], data: object, where: str) -> T:
    """An instance of the dataclass `cls` from a JSON object; unknown fields are ignored."""
    if not isinstance(data, Mapping):
        raise JobFolderError(f"{where} is not a JSON object.", "Write it as docs/architecture.md shows.")
    hints = typing.get_type_hints(cls)
    values: dict[str, object] = {}
    for field in dataclasses.fields(cls):
        if field.name in data:
            values[field.name] = _value(hints[field.name], data[field.name], f"{where}: {field.name}")
        elif field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING:
            raise JobFolderError(f"{where}: the field {field.name} is missing.", f"Add {field.name} to it.")
    return cls(**values)


def _value(hint: object, value: object, where: str) -> object:
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (Union, types.UnionType):
        inner = next(argument for argument in arguments if argument is not type(None))
        return None if value is None else _value(inner, value, where)
    if origin is Literal:
        return _choice(arguments, value, where)
    if origin is list:
        items = value if isinstance(value, list) else _wrong(where, "a list", value)
        return [_value(arguments[0], item, f"{where}[{place}]") for place, item in enumerate(items)]
    if isinstance(hint, type) and dataclasses.is_dataclass(hint):
        return record(hint, value, where)
    return _scalar(hint, value, where)


def _choice(choices: tuple[object, ...], value: object, where: str) -> object:
    return value if value in choices else _wrong(where, "one of " + ", ".join(map(str, choices)), value)


def _scalar(hint: object, value: object, where: str) -> object:
    if hint is float and isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value):
        return float(value)
    if hint is int and isinstance(value, int) and not isinstance(value, bool):
        return value
    if hint in (str, bool) and type(value) is hint:
        return value
    return _wrong(where, WORDS.get(hint, "a number"), value)


def _wrong(where: str, wanted: str, value: object) -> typing.NoReturn:
    raise JobFolderError(f"{where} should be {wanted}, not {str(value)[:80]!r}.", "Correct it, then start again.")
