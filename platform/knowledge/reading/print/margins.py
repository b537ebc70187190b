"""Running heads and page numbers: said once, or not at all."""

from __future__ import annotations

import re
from collections import Counter

from knowledge.reading.print.layout import Row

FEWEST_PAGES = 4
EDGE = 2
YEAR = re.compile(r"\b(19|20)\d\d\b")
NUMBERED = re.compile(
    r"^\W*(?:(?:page|seite|s|p|pg|página|pagina|pág|pag|strona|str|sayfa|side|sida|blatt|第|صفحة)\W*)?"
    r"(\d{1,4})\W*(?:(?:of|von|de|di|van|z|sur|av|af|页|頁|ページ|共|من|/)\W*\d{0,4}\W*(?:页|頁|ページ)?)?\W*$",
    re.I,
)


def without_repeats(pages: list[list[Row]]) -> list[list[Row]]:
    """Pages without their numbers, and with a line that heads or ends most of them where it stands first.

    A line that holds a number says something on each page, and stays.
    """
    texts = [[_text(row) for row in page] for page in pages]
    most = max(FEWEST_PAGES - 1, len(pages) // 2)
    edges = Counter(text for lines in texts for text in {*lines[:EDGE], *lines[-EDGE:]})
    often = {text for text, count in edges.items() if count > most and not re.search(r"\d", YEAR.sub("", text))}
    # Numbers of pages go up by one a page, whatever the first one is.
    offsets = Counter(
        offset
        for number, lines in enumerate(texts)
        for offset in {_offset(t, number) for t in (lines[:1] + lines[-1:])}
    )
    counted = {offset for offset, count in offsets.items() if offset is not None and count > most}
    said: set[str] = set()
    kept: list[list[Row]] = []
    for number, (page, lines) in enumerate(zip(pages, texts, strict=True)):
        left = []
        for place, (row, text) in enumerate(zip(page, lines, strict=True)):
            at_edge = place < EDGE or place >= len(lines) - EDGE
            if at_edge and ((text in often and text in said) or _offset(text, number) in counted):
                continue
            said.add(text)
            left.append(row)
        kept.append(left)
    return kept


def _text(row: Row) -> str:
    return " ".join(segment.text for segment in row)


def _offset(text: str, number: int) -> int | None:
    match = NUMBERED.match(text)
    return int(match[1]) - number if match else None
