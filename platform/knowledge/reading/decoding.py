"""Bytes to text, whatever the server or the file claims about its encoding."""

import codecs
import re

from charset_normalizer import from_bytes

BYTE_ORDER_MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
DECLARED_IN_HTML = re.compile(rb"<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*[\"']?([\w-]+)", re.I)


def decode(data: bytes, charset: str = "") -> str:
    """Text of `data`. A byte order mark wins, then UTF-8 if it fits (it hardly does by accident), then `charset`,
    then what HTML or XML declares, then the likeliest by statistics. Line ends become `\\n`."""
    for mark, encoding in BYTE_ORDER_MARKS.items():
        if data.startswith(mark):
            return _lines(data.decode(encoding, "replace"))
    declared = DECLARED_IN_HTML.search(data[:4096])
    for encoding in ("utf-8", charset, declared[1].decode() if declared else ""):
        if (text := _strictly(data, encoding)) is not None:
            return _lines(text)
    best = from_bytes(data).best()
    return _lines(str(best) if best else data.decode("utf-8", "replace"))


def _strictly(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding) if encoding else None
    except (LookupError, UnicodeError):
        return None


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
