"""EPUB: its chapters in the order of its spine, each read as a page of HTML."""

import io
import posixpath
import zipfile
from collections.abc import Iterator
from pathlib import PurePath
from urllib.parse import unquote

from knowledge.reading import archive
from knowledge.reading.outcome import Reading, Unreadable, empty
from knowledge.reading.readers import html
from knowledge.reading.titles import sensible


def read(data: bytes, name: str, charset: str = "") -> Reading:
    """The chapters of an e-book. Raises Unreadable."""
    try:
        archive.refuse_bomb(data)
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            container = archive.xml(parts.read("META-INF/container.xml"))
            path = next(archive.attribute(one, "full-path") for one in container.iterfind(".//{*}rootfile"))
            package = archive.xml(parts.read(path))
            title = sensible(package.findtext(".//{*}metadata/{*}title") or "") or PurePath(name).stem
            items = {one.get("id"): one.get("href", "") for one in package.iterfind("{*}manifest/{*}item")}
            spine = [items[one.get("idref")] for one in package.iterfind("{*}spine/{*}itemref")]
            chapters = list(
                _chapters(parts, [posixpath.join(posixpath.dirname(path), unquote(href)) for href in spine])
            )
    except (zipfile.BadZipFile, KeyError, ValueError, SyntaxError, AttributeError, StopIteration):
        raise archive.damaged("EPUB") from None
    if not chapters:
        raise empty()
    sections = [section for chapter in chapters for section in chapter.sections]
    return Reading(title, sections, [pair for chapter in chapters for pair in chapter.pairs])


def _chapters(parts: zipfile.ZipFile, paths: list[str]) -> Iterator[Reading]:
    for path in paths:
        try:
            yield html.read(parts.read(posixpath.normpath(path)), "")
        except Unreadable as error:
            if error.code != "empty":
                raise
