"""Which words of a business are names: those that it writes with a capital inside a sentence."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_INSIDE = re.compile(r"(?<=[a-z0-9,;] )[A-Z][\w’'-]*")
_SMALL = re.compile(r"\b[a-z][a-z’'-]*\b")
_OWN_CASE = re.compile(r"\d|.[A-Z]")
_ARTICLES = frozenset({"the", "a", "an", "all", "every", "each", "our", "your", "we", "you", "any", "most", "many"})


@dataclass(frozen=True)
class Vocabulary:
    """Names as they stand inside sentences, and words that are written small somewhere."""

    names: frozenset[str] = field(default_factory=frozenset)
    small: frozenset[str] = field(default_factory=frozenset)

    @classmethod
    def of(cls, text: str) -> Vocabulary:
        """The vocabulary of everything that the business wrote."""
        return cls(frozenset(_INSIDE.findall(text)), frozenset(_SMALL.findall(text)))

    def lowered(self, text: str) -> str:
        """Without the capital of a sentence's first word, unless that word is a name."""
        first, _, rest = text.partition(" ")
        named = first in self.names and first.lower() not in self.small
        keeps = named or _OWN_CASE.search(first) or (rest[:1].isupper() and first.lower() not in self.small)
        return text if keeps and first.lower() not in _ARTICLES else f"{first.lower()} {rest}".strip()


NO_NAMES = Vocabulary()
