"""Values of fields as programs send them: read, or refused with what they are and what is wanted."""

from collections.abc import Mapping

from chat.openai.errors import InvalidRequest


def number(name: str, value: object, low: float, high: float, *, param: str = "", also: str = "") -> float:
    """A number of these bounds. Raises InvalidRequest with both; `also` names another value that is taken."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
        raise _refused(name, value, f"{also}a number from {low:g} to {high:g}", param)
    return value


def whole(name: str, value: object, low: int, high: int, *, param: str = "", also: str = "") -> int:
    """A whole number of these bounds; 5.0 is one, as in JSON Schema. Raises InvalidRequest like `number`."""
    integer = int(value) if isinstance(value, float) and value.is_integer() else value
    if isinstance(value, bool) or not isinstance(integer, int) or not low <= integer <= high:
        raise _refused(name, value, f"{also}a whole number from {low} to {high}", param)
    return integer


def flag(name: str, value: object) -> bool:
    """True or false; null is false."""
    if value is not None and not isinstance(value, bool):
        raise _refused(name, value, "true or false")
    return bool(value)


def shown(value: object) -> str:
    """What a JSON value is, for people: a number as it is, a text in quotes, larger things by their kind."""
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, str):
        return f'the text "{value[:40]}"'
    if isinstance(value, Mapping):
        return "an object"
    return "a list" if isinstance(value, list) else str(value)[:40]


def _refused(name: str, value: object, wanted: str, param: str = "") -> InvalidRequest:
    return InvalidRequest(f"`{name}` is {shown(value)}.", f"Send {wanted}.", param=param or name)
