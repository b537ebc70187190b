"""PDF: columns, paragraphs, tables and filled-in fields, under the bookmarks or the headings told by their letters."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import PurePath
from typing import Any

import pypdfium2
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from knowledge.reading import outline
from knowledge.reading.outcome import Reading, Unreadable
from knowledge.reading.outline import Heading, Line, squeeze
from knowledge.reading.print.headings import Headings
from knowledge.reading.print.layout import Block, Row, blocks_of, rows_of
from knowledge.reading.print.margins import without_repeats
from knowledge.reading.print.words import Word, words_of
from knowledge.reading.titles import sensible

MAX_PAGES = 1_000
NAMED_PAGES = 20
PASSWORD_NEEDED = 4
BROKEN = (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError)


def read(data: bytes, name: str, charset: str = "") -> Reading:
    """The text of a PDF, and which pages have none. Raises Unreadable if it is locked, damaged, too long or empty."""
    try:
        file = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise _locked() if getattr(error, "err_code", 0) == PASSWORD_NEEDED else _damaged() from None
    if len(file) > MAX_PAGES:
        raise Unreadable("too_long", f"This PDF has more than {MAX_PAGES:,} pages.", "Split it into several files.")
    try:
        pages = [rows_of(words) for words in _pages(file, _fields(data))]
        bookmarks = _bookmarks(file)
    except pypdfium2.PdfiumError:
        raise _damaged() from None
    title = sensible(file.get_metadata_value("Title")) or PurePath(name).stem
    reading = outline.reading(title, _lines(without_repeats(pages), bookmarks))
    return Reading(reading.title, reading.sections, reading.pairs, _notes(pages))


def _pages(file: pypdfium2.PdfDocument, fields: dict[int, list[Word]]) -> Iterator[list[Word]]:
    for number in range(len(file)):
        page = file[number]
        words = words_of(page)
        page.close()
        for field in fields.get(number, []):
            beside = [word for word in words if abs(word.base - field.base) < field.size]
            base = min(beside, key=lambda word: abs(word.base - field.base)).base if beside else field.base
            words.append(Word(field.text, field.left, field.right, base, field.size, field.bold))
        yield words


def _fields(data: bytes) -> dict[int, list[Word]]:
    """What is filled into the form's fields, by page; none where the form is broken."""
    found: dict[int, list[Word]] = {}
    try:
        file = PdfReader(io.BytesIO(data))
        if "/AcroForm" not in file.root_object:
            return {}
        for number, page in enumerate(file.pages):
            for annotation in page.get("/Annots") or []:
                if word := _field(annotation.get_object()):
                    found.setdefault(number, []).append(word)
    except BROKEN:
        return found
    return found


def _field(widget: Any) -> Word | None:
    if widget.get("/Subtype") != "/Widget":
        return None
    field = widget
    while "/V" not in field and "/Parent" in field:
        field = field["/Parent"].get_object()
    kind = widget.get("/FT") or field.get("/FT")
    value = widget.get("/AS") if kind == "/Btn" else field.get("/V")
    value = value.get_object() if value is not None else ""
    texts = [squeeze(str(one)) for one in (value if isinstance(value, list) else [value])]
    text = ", ".join(text for text in texts if text)
    if not text or text == "/Off":
        return None
    left, bottom, right, top = (float(side) for side in widget["/Rect"])
    height = max(1.0, min(top - bottom, 14.0))
    return Word("✓" if kind == "/Btn" else text, left, right, top - height, height * 0.8, False)


def _bookmarks(file: pypdfium2.PdfDocument) -> dict[int, list[Heading]]:
    """Page number to the headings that start on it; the levels begin with 1."""
    found: dict[int, list[Heading]] = {}
    for mark in file.get_toc():
        target = mark.get_dest()
        page = target.get_index() if target else None
        if page is not None:
            found.setdefault(page, []).append(Heading(mark.level + 1, squeeze(mark.get_title())))
    return found


def _lines(pages: list[list[Row]], bookmarks: dict[int, list[Heading]]) -> Iterator[Line]:
    blocks = [list(blocks_of(page)) for page in pages]
    headings = Headings([block for page in blocks for block in page])
    by_letters = any(headings.is_heading(block) for page in blocks for block in page)
    for number, page in enumerate(blocks):
        marks = list(bookmarks.get(number, []))
        if not bookmarks and not by_letters:
            yield Heading(1, f"Page {number + 1}")
        texts = [squeeze(block.text).casefold() for block in page]
        # A bookmark whose words are not on its page heads the whole page.
        yield from (mark for mark in marks if mark.text.casefold() not in texts)
        for block, text in zip(page, texts, strict=True):
            mark = next((mark for mark in marks if mark.text.casefold() == text), None)
            yield mark or _line(headings, block)


def _line(headings: Headings, block: Block) -> Line:
    line = headings.line(block)
    return Heading(line.level + 10, line.text) if isinstance(line, Heading) else line


def _notes(pages: list[list[Row]]) -> list[str]:
    """Which pages have no text, in words for the business."""
    without = [number for number, page in enumerate(pages, 1) if not page]
    if not without:
        return []
    named = ", ".join(map(str, without[:NAMED_PAGES])) + (" …" if len(without) > NAMED_PAGES else "")
    return [f"{len(without)} of {len(pages)} pages have no text, as pictures have none (pages {named})."]


def _locked() -> Unreadable:
    return Unreadable("encrypted", "This PDF is protected by a password.", "Save a copy without one, and upload that.")


def _damaged() -> Unreadable:
    return Unreadable("damaged", "This PDF is damaged.", "Open it, print it to a new PDF, and upload that.")
