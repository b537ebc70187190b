"""Words of short texts, for comparing answers with what they rest on."""

import re

from knowledge.search.words import STOP_WORDS
from knowledge.sentences import split as sentences

__all__ = ["content_words", "overlap", "sentences", "storable", "words"]

_WORD = re.compile(r"\w+(?:[.,:'’]\w+)*")


def storable(text: str) -> str:
    """Text that every database takes: no NUL, no half surrogate, both of which JSON can hold."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()


def words(text: str) -> list[str]:
    """The words and numbers of a text in lower case, in order; "3.50" and "don't" are one."""
    return _WORD.findall(text.lower())


def content_words(text: str) -> list[str]:
    """Its words without those that carry no matter of their own."""
    return [word for word in words(text) if word not in STOP_WORDS]


def overlap(wanted: str, text: str) -> float:
    """Share of the content words of `wanted` that `text` holds, in [0, 1]; 0 where it has none."""
    asked = set(content_words(wanted))
    return len(asked & set(content_words(text))) / len(asked) if asked else 0.0
