"""Plain text: an empty line ends a paragraph, and so does a line that was not broken for its length."""

import re
from collections.abc import Iterator
from pathlib import PurePath

from knowledge.reading import outline
from knowledge.reading.decoding import decode
from knowledge.reading.outcome import Reading

FULL_LINE = 60
ENDS_A_LINE = re.compile(r"[.!?:;]$")
OPENS_AN_ITEM = re.compile(r"^(?:[-*•–]|\d{1,3}[.)])\s")


def read(data: bytes, name: str, charset: str = "") -> Reading:
    """The paragraphs of a text file in any encoding, without headings."""
    return outline.reading(PurePath(name).stem, _paragraphs(decode(data, charset)))


def _paragraphs(text: str) -> Iterator[str]:
    held = ""
    for line in (line.strip() for line in text.split("\n")):
        goes_on = len(held) >= FULL_LINE and not ENDS_A_LINE.search(held) and not OPENS_AN_ITEM.match(line)
        if line and goes_on:
            held = f"{held} {line}"
        else:
            yield held
            held = line
    yield held
