"""Office files and e-books are ZIP archives of XML: opened here, unless they unpack to more than a document."""

import io
import zipfile

from lxml import etree

from knowledge.reading.outcome import Unreadable

MAX_BYTES = 200 * 2**20
MAX_PARTS = 5_000
CHUNK = 2**16


def refuse_bomb(data: bytes) -> None:
    """Raises Unreadable when the archive unpacks to more than a document, by its own word or in truth."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = archive.infolist()
        if any(part.flag_bits & 1 for part in parts):
            raise Unreadable("encrypted", "This file is protected by a password.", "Save a copy without one.")
        if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_BYTES:
            raise _bomb()
        left = MAX_BYTES
        for part in parts:
            with archive.open(part) as stream:
                while chunk := stream.read(CHUNK):
                    if (left := left - len(chunk)) < 0:
                        raise _bomb()


def xml(data: bytes) -> etree._Element:
    """The root of an XML part; entities are not resolved, and nothing is fetched. Raises SyntaxError."""
    return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True))


def local(element: etree._Element) -> str:
    """The name of an element without its namespace; empty for a processing instruction."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def attribute(element: etree._Element | None, name: str) -> str:
    """An attribute whatever its namespace; empty where there is none."""
    found = (v for k, v in element.attrib.items() if k.rpartition("}")[2] == name) if element is not None else iter(())
    return str(next(found, ""))


def damaged(kind: str) -> Unreadable:
    """The archive, or the XML in it, is broken."""
    return Unreadable("damaged", f"This {kind} file is damaged.", "Open it, save it again, and upload that.")


def _bomb() -> Unreadable:
    return Unreadable(
        "zip_bomb",
        f"This file unpacks to more than {MAX_BYTES // 2**20} MB, which no text document does.",
        "Remove large pictures, or paste the text.",
    )
