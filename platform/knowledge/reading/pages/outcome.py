"""What comes of one page."""

from __future__ import annotations

from dataclasses import dataclass, field

from knowledge.reading.outcome import Reading, Unreadable
from knowledge.reading.pages.signs import Signs


@dataclass(frozen=True)
class PageOutcome:
    """`reading`, or why there is none; a page without a word may still say where to go on."""

    signs: Signs = field(default_factory=Signs)
    reading: Reading | None = None
    unreadable: Unreadable | None = None
