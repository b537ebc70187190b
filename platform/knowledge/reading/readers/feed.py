"""RSS and Atom: each entry under its title, its text without markup."""

from collections.abc import Iterator
from pathlib import PurePath

from lxml import html
from lxml.etree import _Element, tostring

from knowledge.reading import archive, outline
from knowledge.reading.outcome import Reading, Unreadable
from knowledge.reading.outline import Heading, Line
from knowledge.reading.titles import sensible
from knowledge.reading.walk import lines_of

# The fullest text first: an entry's summary only repeats its beginning.
TEXTS = ("{*}encoded", "{*}content", "{*}description", "{*}summary")


def read(data: bytes, name: str, charset: str = "") -> Reading:
    """The entries of a feed. Raises Unreadable."""
    try:
        root = archive.xml(data)
    except (SyntaxError, ValueError):
        raise archive.damaged("XML") from None
    entries = [entry for entry in root.iter() if archive.local(entry) in {"item", "entry"}]
    if archive.local(root) not in {"rss", "feed", "RDF"}:
        raise Unreadable("wrong_type", "This XML file is neither RSS nor Atom.", "Save its text as HTML or text.")
    title = sensible(root.findtext("{*}channel/{*}title") or root.findtext("{*}title") or "")
    return outline.reading(title or PurePath(name).stem, [line for entry in entries for line in _entry(entry)])


def _entry(entry: _Element) -> Iterator[Line]:
    yield Heading(1, _plain(entry.findtext("{*}title") or ""))
    body = next((found for path in TEXTS if (found := entry.find(path)) is not None and len(_markup(found))), None)
    if body is not None:
        for line in lines_of(html.fragment_fromstring(_markup(body), create_parent="div")):
            yield Heading(line.level + 1, line.text) if isinstance(line, Heading) else line


def _markup(element: _Element) -> str:
    inner = "".join(tostring(child, encoding="unicode") for child in element)
    return inner or (element.text or "").strip()


def _plain(text: str) -> str:
    return html.fragment_fromstring(text, create_parent="div").text_content() if "&" in text or "<" in text else text
