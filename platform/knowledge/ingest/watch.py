"""What a reading tells while it goes on."""

from typing import Protocol


class Watch(Protocol):
    """A job's context is one."""

    def check(self) -> None:
        """Raises when the reading has to stop."""

    def progress(self, *, every: float = 0.0, **data: object) -> None:
        """Notes how far it is, at most once in `every` seconds."""
