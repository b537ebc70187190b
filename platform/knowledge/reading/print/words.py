"""The words of a PDF page with their places, by PDFium."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as pdfium

# How PDFium gives a hyphen at the end of a line.
HYPHENS = {"\x02": "-", "\ufffe": "-", "\u00ad": "-"}
BOLD = 600
WIDEST_GAP_IN_A_WORD = 0.6


@dataclass(frozen=True)
class Word:
    """A word in points from the page's lower left corner; `base` is the line that it stands on."""

    text: str
    left: float
    right: float
    base: float
    size: float
    bold: bool


def words_of(page: pypdfium2.PdfPage) -> list[Word]:
    """The words in the order in which the page draws them."""
    text = page.get_textpage()
    try:
        return list(_words(text))
    finally:
        text.close()


def _words(text: pypdfium2.PdfTextPage) -> Iterator[Word]:
    held: Word | None = None
    left, right, bottom, top, x, base = (ctypes.c_double() for _ in range(6))
    loose = pdfium.FS_RECTF()
    for place in range(text.count_chars()):
        sign = chr(pdfium.FPDFText_GetUnicode(text, place))
        sign = HYPHENS.get(sign, sign)
        if sign.isspace() or not sign.isprintable():
            if held:
                yield held
            held = None
            continue
        pdfium.FPDFText_GetCharBox(text, place, left, right, bottom, top)
        pdfium.FPDFText_GetCharOrigin(text, place, x, base)
        pdfium.FPDFText_GetLooseCharBox(text, place, loose)
        size = max(1.0, loose.top - loose.bottom)
        goes_on = held and abs(held.base - base.value) < 0.4 * size
        if held and goes_on and held.left - size < left.value < held.right + WIDEST_GAP_IN_A_WORD * size:
            held = Word(
                held.text + sign,
                min(held.left, left.value),
                max(held.right, right.value),
                held.base,
                held.size,
                held.bold,
            )
        else:
            if held:
                yield held
            bold = pdfium.FPDFText_GetFontWeight(text, place) >= BOLD or "bold" in _font(text, place)
            held = Word(sign, left.value, right.value, base.value, size, bold)
    if held:
        yield held


def _font(text: pypdfium2.PdfTextPage, place: int) -> str:
    name = ctypes.create_string_buffer(128)
    pdfium.FPDFText_GetFontInfo(text, place, name, len(name), None)
    return name.value.decode("utf-8", "replace").lower()
