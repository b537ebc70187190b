"""DOCX: headings, paragraphs, lists and tables in their order."""

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import PurePath

import docx
from docx.document import Document
from docx.opc.exceptions import PackageNotFoundError
from docx.table import Table
from docx.text.paragraph import Paragraph

from knowledge.reading import outline, rows
from knowledge.reading.outcome import Reading, Unreadable
from knowledge.reading.outline import Heading, Line

MOST_BYTES = 200 * 2**20
MOST_PARTS = 5_000
HEADING = re.compile(r"^heading (\d)$", re.I)
CHUNK = 2**16


def read(data: bytes, name: str, charset: str = "") -> Reading:
    """The text of a DOCX. Raises Unreadable if it is locked, damaged or a zip bomb."""
    try:
        refuse_bomb(data)
        document = docx.Document(io.BytesIO(data))
        title = outline.squeeze(document.core_properties.title or "") or _title(document) or PurePath(name).stem
        return outline.reading(title, _lines(document))
    except (zipfile.BadZipFile, PackageNotFoundError, KeyError, ValueError, SyntaxError, AttributeError):
        raise Unreadable("damaged", "This DOCX file is damaged.", "Open it, save it again, and upload that.") from None


def refuse_bomb(data: bytes) -> None:
    """Raises Unreadable when the archive unpacks to more than a document, by its own word or in truth."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = archive.infolist()
        if any(part.flag_bits & 1 for part in parts):
            raise Unreadable("encrypted", "This file is protected by a password.", "Save a copy without one.")
        if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_BYTES:
            raise _bomb()
        left = MOST_BYTES
        for part in parts:
            with archive.open(part) as stream:
                while chunk := stream.read(CHUNK):
                    if (left := left - len(chunk)) < 0:
                        raise _bomb()


def _bomb() -> Unreadable:
    return Unreadable(
        "zip_bomb",
        f"This file unpacks to more than {MOST_BYTES // 2**20} MB, which no text document does.",
        "Remove large pictures, or paste the text.",
    )


def _title(document: Document) -> str:
    titles = (p.text for p in document.paragraphs if p.style is not None and p.style.name == "Title")
    return outline.squeeze(next(titles, ""))


def _lines(document: Document) -> Iterator[Line]:
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            yield from _table(block)
        else:
            yield _paragraph(block)


def _paragraph(paragraph: Paragraph) -> Line:
    style = (paragraph.style.name or "") if paragraph.style is not None else ""
    if style == "Title":
        return Heading(0, paragraph.text)
    if match := HEADING.match(style):
        return Heading(int(match[1]), paragraph.text)
    return paragraph.text


def _table(table: Table) -> list[str]:
    cells = [[outline.squeeze(cell.text) for cell in row.cells] for row in table.rows]
    return rows.lines(cells, headed=len(cells) > 1 and len(cells[0]) > 2)
