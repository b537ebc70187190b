"""The answer as far as it has come."""

import time

from serving.client import Delta, Usage


class Draft:
    """Collects an engine's deltas. Times in milliseconds since the question was taken."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._pieces = 0
        self._usage: Usage | None = None
        self.text = ""
        self.cut = False
        self.first_token_ms: int | None = None

    @property
    def age_ms(self) -> int:
        """Time since the question was taken."""
        return round((time.monotonic() - self._began) * 1000)

    @property
    def usage(self) -> Usage:
        """As the engine counted; of an answer that was stopped, about a token per delta."""
        return self._usage or Usage(0, self._pieces)

    def add(self, delta: Delta) -> str:
        """Takes a delta in; returns what it adds to the text, which never begins with white space."""
        added = delta.text if self.text else delta.text.lstrip()
        if added and self.first_token_ms is None:
            self.first_token_ms = self.age_ms
        self.text += added
        self._pieces += bool(delta.text)
        self._usage = delta.usage or self._usage
        self.cut = self.cut or delta.finish_reason == "length"
        return added
