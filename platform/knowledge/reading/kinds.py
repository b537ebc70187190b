"""Which reader reads what. A reader is a module with `read(data, name, charset) -> Reading`."""

from enum import StrEnum
from pathlib import PurePath

from knowledge.reading.outcome import Unreadable


class Kind(StrEnum):
    """The kinds that can be read; the value names the module in `knowledge.reading.readers`."""

    HTML = "html"
    PDF = "pdf"
    DOCX = "docx"
    PPTX = "pptx"
    XLSX = "xlsx"
    ODT = "odt"
    EPUB = "epub"
    FEED = "feed"
    MARKDOWN = "markdown"
    TEXT = "plain"
    CSV = "table"
    SHEET = "sheet"


SUFFIXES = {
    ".html": Kind.HTML,
    ".htm": Kind.HTML,
    ".xhtml": Kind.HTML,
    ".pdf": Kind.PDF,
    ".docx": Kind.DOCX,
    ".pptx": Kind.PPTX,
    ".xlsx": Kind.XLSX,
    ".odt": Kind.ODT,
    ".epub": Kind.EPUB,
    ".rss": Kind.FEED,
    ".atom": Kind.FEED,
    ".xml": Kind.FEED,
    ".md": Kind.MARKDOWN,
    ".markdown": Kind.MARKDOWN,
    ".txt": Kind.TEXT,
    ".text": Kind.TEXT,
    ".csv": Kind.CSV,
    ".tsv": Kind.CSV,
}
CONTENT_TYPES = {
    "text/html": Kind.HTML,
    "application/xhtml+xml": Kind.HTML,
    "application/pdf": Kind.PDF,
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": Kind.DOCX,
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": Kind.PPTX,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": Kind.XLSX,
    "application/vnd.oasis.opendocument.text": Kind.ODT,
    "application/epub+zip": Kind.EPUB,
    "application/rss+xml": Kind.FEED,
    "application/atom+xml": Kind.FEED,
    "text/markdown": Kind.MARKDOWN,
    "text/plain": Kind.TEXT,
}
ARCHIVES = (Kind.DOCX, Kind.PPTX, Kind.XLSX, Kind.ODT, Kind.EPUB)
MAGIC = {Kind.PDF: b"%PDF-", **dict.fromkeys(ARCHIVES, b"PK\x03\x04")}
OLE = b"\xd0\xcf\x11\xe0"
READABLE = (
    "PDF, DOCX, PPTX, XLSX, ODT, EPUB, RSS, Atom, HTML, Markdown (.md), text (.txt) and CSV of questions and answers"
)


def kind_of(name: str, data: bytes) -> Kind:
    """The kind of an uploaded file, by its name, confirmed by its first bytes. Raises Unreadable."""
    suffix = PurePath(name).suffix.lower()
    kind = SUFFIXES.get(suffix)
    if kind is None:
        raise Unreadable("unsupported_type", f"Files of type “{suffix or name}” cannot be read.", f"Use {READABLE}.")
    if data.startswith(OLE):
        raise Unreadable(
            "encrypted",
            "This is an old Office file, or one that is protected by a password.",
            "Save it as DOCX, XLSX or PPTX without a password, and upload that.",
        )
    if kind in MAGIC and MAGIC[kind] not in data[:1024]:
        raise Unreadable("wrong_type", f"This is not a {kind.upper()} file, as its name says.", f"Use {READABLE}.")
    if kind not in MAGIC and b"\0" in data[:4096] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Unreadable("wrong_type", "This is not a text file, as its name says.", f"Use {READABLE}.")
    return kind
