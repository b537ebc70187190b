"""Whether a page wants to be indexed and its links followed: the robots meta tag and the header X-Robots-Tag."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

AGENT = "botwright"
# `max-image-preview: none` and its like have values of their own, which are no directives.
WITH_VALUE = re.compile(r"\b(?:max-[\w-]+\s*:\s*[^\s,]+|unavailable_after\s*:\s*[^,]*)", re.I)
ADDRESSED = re.compile(r"^\s*([a-z][\w ./-]*?)\s*:(.*)$", re.I | re.S)
WORD = re.compile(r"[a-z-]+")
NAMES = {"none": ("noindex", "nofollow")}


def of_meta(contents: Iterable[str]) -> frozenset[str]:
    """The directives of robots meta tags, such as `noindex`; `none` is told as what it means."""
    return frozenset(word for content in contents for word in _words(WITH_VALUE.sub(" ", content)))


def of_header(values: Iterable[str]) -> frozenset[str]:
    """The directives of X-Robots-Tag headers that concern us: those for everybody, and those after our own name."""
    return frozenset(word for value in values for word in _addressed_to_us(value))


def _addressed_to_us(value: str) -> Iterator[str]:
    """A name holds for what follows it, until the next name (`other: noindex, botwright: nofollow`)."""
    ours = True
    for part in WITH_VALUE.sub(" ", value).split(","):
        if found := ADDRESSED.match(part):
            ours = found[1].lower() in {AGENT, "robots"}
            part = found[2]
        if ours:
            yield from _words(part)


def _words(text: str) -> Iterator[str]:
    for word in WORD.findall(text.lower()):
        yield from NAMES.get(word, (word,))
