"""One thing that was looked at."""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How bad it is."""

    FINE = "fine"
    NOTE = "note"
    MISSING = "missing"


@dataclass(frozen=True)
class Finding:
    """What was looked at, what was found, and what to do about it (empty when nothing needs doing)."""

    level: Level
    what: str
    found: str
    advice: str = ""
