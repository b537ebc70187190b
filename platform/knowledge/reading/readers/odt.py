"""ODT: headings, paragraphs, lists and tables of an OpenDocument text."""

import io
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import PurePath

from lxml.etree import _Element

from knowledge.reading import archive, grid, outline
from knowledge.reading.archive import attribute, local
from knowledge.reading.outcome import Reading
from knowledge.reading.outline import Heading, Line, squeeze
from knowledge.reading.titles import sensible

GONE = frozenset({"tracked-changes", "annotation", "table-of-content", "note-citation", "sequence-decls", "forms"})


def read(data: bytes, name: str, charset: str = "") -> Reading:
    """The text of an ODT. Raises Unreadable."""
    try:
        archive.refuse_bomb(data)
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            body = archive.xml(parts.read("content.xml")).find("{*}body")
            meta = archive.xml(parts.read("meta.xml")) if "meta.xml" in parts.namelist() else None
            styles = archive.xml(parts.read("styles.xml")) if "styles.xml" in parts.namelist() else None
        margins = styles.iterfind(".//{*}master-page/*") if styles is not None else ()
        lines = [*_lines(body if body is not None else ()), Heading(0, ""), *_lines(margins)]
        title = sensible(meta.findtext(".//{*}title") or "") if meta is not None else ""
        return outline.reading(title or PurePath(name).stem, lines)
    except (zipfile.BadZipFile, KeyError, ValueError, SyntaxError, AttributeError):
        raise archive.damaged("ODT") from None


def _lines(parent: Iterable[_Element]) -> Iterator[Line]:
    for child in parent:
        name = local(child)
        if name == "h":
            yield Heading(int(attribute(child, "outline-level") or 1), _text(child))
        elif name == "p":
            yield _text(child)
            for below in child.iter():
                if local(below) in {"text-box", "note-body"}:
                    yield from _lines(below)
        elif name == "list":
            yield from _items(child)
        elif name == "table":
            rows = [row for row in child.iter() if local(row) == "table-row"]
            header = [row for row in rows if local(row.getparent()) == "table-header-rows"]
            yield from grid.lines([list(_cells(row)) for row in rows], len(header))
        elif name not in GONE:
            yield from _lines(child)


def _items(items: _Element) -> Iterator[str]:
    for item in items:
        for line in _lines(item):
            text = line.text if isinstance(line, Heading) else line
            yield text if text.startswith("- ") or not text.strip() else f"- {text}"


def _cells(row: _Element) -> Iterator[grid.Cell]:
    for cell in row:
        if local(cell) == "table-cell":
            text = squeeze(" ".join(line if isinstance(line, str) else line.text for line in _lines(cell)))
            span = int(attribute(cell, "number-columns-spanned") or 1)
            yield grid.Cell(text, span, int(attribute(cell, "number-rows-spanned") or 1))


def _text(element: _Element) -> str:
    """Text with its tabs and line breaks, without the boxes and notes in it."""
    found = element.text or ""
    for child in element:
        name = local(child)
        if name in {"s", "tab", "line-break"}:
            found += " "
        elif name not in GONE and name not in {"text-box", "note"}:
            found += _text(child)
        found += child.tail or ""
    return found
