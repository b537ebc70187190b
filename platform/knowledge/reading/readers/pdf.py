"""PDF: text page by page under the bookmarks, without the headers and footers that repeat."""

import io
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import PurePath
from typing import Any

from pypdf import PdfReader
from pypdf.errors import FileNotDecryptedError, PyPdfError

from knowledge.reading import outline
from knowledge.reading.outcome import Reading, Unreadable
from knowledge.reading.outline import Heading, Line

MOST_PAGES = 1_000
FEWEST_PAGES_TO_REPEAT = 4
LETTERS_BESIDE_A_PAGE_NUMBER = 12
HYPHEN = re.compile(r"(?<=[a-z])-\n(?=[a-z])")


def read(data: bytes, name: str, charset: str = "") -> Reading:
    """The text of a PDF. Raises Unreadable if it is locked, damaged, too long or made of pictures."""
    try:
        return _read(data, name)
    except FileNotDecryptedError:
        raise _locked() from None
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError):
        raise Unreadable(
            "damaged", "This PDF is damaged.", "Open it, print it to a new PDF, and upload that."
        ) from None


def _read(data: bytes, name: str) -> Reading:
    file = PdfReader(io.BytesIO(data))
    if file.is_encrypted and not file.decrypt(""):
        raise _locked()
    if len(file.pages) > MOST_PAGES:
        raise Unreadable("too_long", f"This PDF has more than {MOST_PAGES:,} pages.", "Split it into several files.")
    pages = [page.extract_text() for page in file.pages]
    title = outline.squeeze((file.metadata.title if file.metadata else None) or "") or PurePath(name).stem
    return outline.reading(title, _lines(_without_repeats(pages), _bookmarks(file)))


def _locked() -> Unreadable:
    return Unreadable("encrypted", "This PDF is protected by a password.", "Save a copy without one, and upload that.")


def _lines(pages: list[str], bookmarks: dict[int, list[Heading]]) -> Iterator[Line]:
    for number, text in enumerate(pages):
        yield from bookmarks.get(number, []) if bookmarks else [Heading(1, f"Page {number + 1}")]
        yield from re.split(r"\n\s*\n", HYPHEN.sub("", text))


def _bookmarks(file: PdfReader) -> dict[int, list[Heading]]:
    """Page number to the headings that start on it."""
    found: dict[int, list[Heading]] = {}

    def visit(entries: list[Any], level: int) -> None:
        for entry in entries:
            if isinstance(entry, list):
                visit(entry, level + 1)
            elif (page := file.get_destination_page_number(entry)) is not None:
                found.setdefault(page, []).append(Heading(level, str(entry.title)))

    visit(file.outline, 1)
    return found


def _without_repeats(pages: list[str]) -> list[str]:
    """Pages without the lines that stand first or last on more than half of them."""
    split = [[line.strip() for line in page.split("\n")] for page in pages]
    edges = Counter(key for lines in split for key in {_likeness(line) for line in lines[:2] + lines[-2:]})
    often = {key for key, count in edges.items() if key and count > max(FEWEST_PAGES_TO_REPEAT - 1, len(pages) // 2)}
    return ["\n".join(line for line in lines if _likeness(line) not in often) for lines in split]


def _likeness(line: str) -> str:
    """Page numbers are alike; longer lines that differ in a number say different things."""
    short = sum(map(str.isalpha, line)) <= LETTERS_BESIDE_A_PAGE_NUMBER
    return re.sub(r"\d+", "#", line) if short else line
