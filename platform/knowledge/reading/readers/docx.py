"""DOCX: headings, paragraphs, lists, tables, boxes and notes in their order, then what stands in the margins."""

import io
import zipfile
from collections.abc import Iterator
from pathlib import PurePath

import docx
from docx.opc.exceptions import PackageNotFoundError
from lxml.etree import _Element

from knowledge.reading import archive, outline
from knowledge.reading.outcome import Reading
from knowledge.reading.outline import Heading, Line, squeeze
from knowledge.reading.titles import sensible
from knowledge.reading.word.numbering import Numbering
from knowledge.reading.word.styles import Styles
from knowledge.reading.word.walk import Walk


def read(data: bytes, name: str, charset: str = "") -> Reading:
    """The text of a DOCX. Raises Unreadable if it is locked, damaged or a zip bomb."""
    try:
        archive.refuse_bomb(data)
        document = docx.Document(io.BytesIO(data))
        # Parts by the last word of their relationship's type: styles, numbering, footnotes, header …
        parts: dict[str, list[_Element]] = {}
        for relation in document.part.rels.values():
            if not relation.is_external and relation.target_part.partname.endswith(".xml"):
                kind = relation.reltype.rpartition("/")[2]
                parts.setdefault(kind, []).append(archive.xml(relation.target_part.blob))
        lines = list(_lines(archive.xml(document.part.blob), parts))
        title = sensible(document.core_properties.title or "") or _title(lines) or PurePath(name).stem
        return outline.reading(title, lines)
    except (zipfile.BadZipFile, PackageNotFoundError, KeyError, ValueError, SyntaxError, AttributeError):
        raise archive.damaged("DOCX") from None


def _title(lines: list[Line]) -> str:
    return next((squeeze(line.text) for line in lines if isinstance(line, Heading) and line.level == 0), "")


def _lines(body: _Element, parts: dict[str, list[_Element]]) -> Iterator[Line]:
    styles = Styles(next(iter(parts.get("styles", [])), None))
    numbering = Numbering(next(iter(parts.get("numbering", [])), None), styles)
    walk = Walk(styles, numbering, dict(_notes(parts)))
    yield from walk.lines(body)
    margins = [*parts.get("header", []), *parts.get("footer", [])]
    said = dict.fromkeys(squeeze(line) for part in margins for line in walk.margin(part))
    if any(said):
        yield Heading(0, "")
        yield from said


def _notes(parts: dict[str, list[_Element]]) -> Iterator[tuple[tuple[str, str], _Element]]:
    for kind in ("footnote", "endnote"):
        for root in parts.get(f"{kind}s", []):
            yield from (((kind, archive.attribute(note, "id")), note) for note in root)
