"""Plain text: an empty line ends a paragraph, and so does a line that was not broken for its length.

Headings are known by their `#` signs, as in Markdown: people paste such text.
"""

import re
from collections.abc import Iterator
from pathlib import PurePath

from knowledge.reading import outline
from knowledge.reading.decoding import decode
from knowledge.reading.outcome import Reading

FULL_LINE = 60
ENDS_A_LINE = re.compile(r"[.!?:;]$")
OPENS_AN_ITEM = re.compile(r"^(?:[-*•–]|\d{1,3}[.)])\s")
TITLE_WORDS = 10
NO_TITLE = re.compile(r"[.!?:;,]$|[|:]|^(?:[-*•–#]|\d{1,3}[.)]\s)")
HEADING = re.compile(r"^(#{1,6})\s+(\S.*?)\s*#*$")


def read(data: bytes, name: str, charset: str = "") -> Reading:
    """The paragraphs of a text file in any encoding, under the headings that are marked as such."""
    return outline.reading(PurePath(name).stem, _lines(decode(data, charset)))


def _lines(text: str) -> Iterator[outline.Line]:
    lines = [line.strip() for line in text.split("\n")]
    titled = _is_title(lines[0]) and any(map(ENDS_A_LINE.search, lines[1:]))
    held = ""
    for number, line in enumerate(lines):
        goes_on = len(held) >= FULL_LINE and not ENDS_A_LINE.search(held) and not OPENS_AN_ITEM.match(line)
        heading = HEADING.match(line)
        if heading or (titled and number == 0):
            yield held
            yield outline.Heading(len(heading[1]), heading[2]) if heading else outline.Heading(0, line)
            held = ""
        elif line and goes_on:
            held = f"{held} {line}"
        else:
            yield held
            held = line
    yield held


def _is_title(line: str) -> bool:
    """Whether a first line looks like the title of what follows: a few words, no sentence, item or table row."""
    return 0 < len(line.split()) <= TITLE_WORDS and not NO_TITLE.search(line)
