"""PPTX: each slide under its title, with its lists, tables and the speaker's notes."""

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from pathlib import PurePath

from lxml.etree import _Element

from knowledge.reading import archive, grid, outline
from knowledge.reading.archive import attribute, local
from knowledge.reading.outcome import Reading
from knowledge.reading.outline import Heading, Line, squeeze
from knowledge.reading.titles import sensible

TITLES = frozenset({"title", "ctrTitle"})
FURNITURE = frozenset({"sldNum", "dt", "hdr", "sldImg"})


def read(data: bytes, name: str, charset: str = "") -> Reading:
    """The slides in their order. Raises Unreadable."""
    try:
        archive.refuse_bomb(data)
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            lines = list(_lines(parts))
            core = archive.xml(parts.read("docProps/core.xml")) if "docProps/core.xml" in parts.namelist() else None
        title = sensible(core.findtext("{*}title") or "") if core is not None else ""
        return outline.reading(title or PurePath(name).stem, lines)
    except (zipfile.BadZipFile, KeyError, ValueError, SyntaxError, AttributeError):
        raise archive.damaged("PPTX") from None


def _lines(parts: zipfile.ZipFile) -> Iterator[Line]:
    main = "ppt/presentation.xml"
    targets = _relations(parts, main)
    for slide in archive.xml(parts.read(main)).iterfind(".//{*}sldIdLst/{*}sldId"):
        relation = next(value for key, value in slide.attrib.items() if key.endswith("}id"))
        path = targets[relation]
        root = archive.xml(parts.read(path))
        if attribute(root, "show") == "0":
            continue
        yield from _slide(root)
        for notes in _relations(parts, path).values():
            if re.search(r"/notesSlides/[^/]+\.xml$", notes):
                yield from (line for line in _slide(archive.xml(parts.read(notes))) if isinstance(line, str))


def _relations(parts: zipfile.ZipFile, path: str) -> dict[str, str]:
    folder, file = posixpath.split(path)
    name = f"{folder}/_rels/{file}.rels"
    if name not in parts.namelist():
        return {}
    relations = archive.xml(parts.read(name))
    return {one.get("Id", ""): posixpath.normpath(posixpath.join(folder, one.get("Target", ""))) for one in relations}


def _slide(root: _Element) -> Iterator[Line]:
    shapes = [shape for shape in root.iter() if local(shape) in {"sp", "graphicFrame"}]
    titles = [shape for shape in shapes if _role(shape) in TITLES]
    yield Heading(1, " ".join(line for shape in titles for line in _texts(shape)))
    for shape in shapes:
        if shape in titles or _role(shape) in FURNITURE:
            continue
        for table in shape.iterfind(".//{*}tbl"):
            yield from grid.lines(_table(table), 1 if attribute(table.find("{*}tblPr"), "firstRow") == "1" else 0)
        if local(shape) == "sp":
            yield from _texts(shape)


def _role(shape: _Element) -> str:
    return attribute(shape.find("{*}nvSpPr/{*}nvPr/{*}ph"), "type")


def _texts(shape: _Element) -> Iterator[str]:
    counts: dict[str, int] = {}
    for paragraph in shape.iterfind("{*}txBody/{*}p"):
        text = squeeze(_text(paragraph))
        properties = paragraph.find("{*}pPr")
        level = attribute(properties, "lvl")
        numbered = properties is not None and properties.find("{*}buAutoNum") is not None
        counts = {key: count for key, count in counts.items() if key <= level} if numbered and text else counts
        if numbered and text:
            counts[level] = counts.get(level, 0) + 1
            yield f"{counts[level]}. {text}"
        elif text:
            bullet = properties is not None and properties.find("{*}buChar") is not None
            yield f"- {text}" if bullet else text


def _text(element: _Element) -> str:
    return "".join(" " if local(one) == "br" else one.text or "" for one in element.iter() if local(one) in {"t", "br"})


def _table(table: _Element) -> list[list[grid.Cell]]:
    return [
        [
            grid.Cell(
                squeeze(" ".join(map(_text, cell.iterfind(".//{*}p")))),
                int(attribute(cell, "gridSpan") or 1),
                int(attribute(cell, "rowSpan") or 1),
            )
            for cell in row.iterfind("{*}tc")
            if not attribute(cell, "hMerge") and not attribute(cell, "vMerge")
        ]
        for row in table.iterfind("{*}tr")
    ]
