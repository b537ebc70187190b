"""Reads settings from the environment, with the types that Django wants."""

import os
import secrets
from pathlib import Path


def text(name: str, default: str = "") -> str:
    """The variable as it is, or `default`."""
    return os.environ.get(name, default)


def flag(name: str, default: bool = False) -> bool:
    """True for 1, true, yes, on (any case)."""
    return text(name, str(default)).strip().lower() in {"1", "true", "yes", "on"}


def number(name: str, default: int) -> int:
    """An integer. Raises ValueError naming the variable."""
    try:
        return int(text(name, str(default)))
    except ValueError:
        raise ValueError(f"{name} must be a whole number, not {text(name)!r}.") from None


def words(name: str, default: str = "") -> list[str]:
    """A comma-separated list, without empty entries."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def amounts(name: str) -> dict[str, float]:
    """`name=number` pairs, separated by commas. Raises ValueError naming the variable."""
    try:
        return {key.strip(): float(value) for key, value in (word.split("=") for word in words(name))}
    except ValueError:
        raise ValueError(f"{name} must be like a=0.5,b=2, not {text(name)!r}.") from None


def secret(name: str, file: Path) -> str:
    """The variable, or the content of `file`, which is made (owner-readable only) when it is missing."""
    if value := text(name):
        return value
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return file.read_text()
    value = secrets.token_urlsafe(48)
    with os.fdopen(descriptor, "w") as handle:
        handle.write(value)
    return value
