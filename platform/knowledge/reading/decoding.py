"""Bytes to text, whatever the server or the file claims about its encoding."""

import re
import unicodedata

from chardetng_py.shortcuts import detect
from w3lib.encoding import html_body_declared_encoding, read_bom, resolve_encoding

# Signs that stand in texts of every language; where there is nothing else beyond ASCII, there is nothing to detect.
SIGNS = frozenset("£€¥§©®°·«»½¼¾–—‘’“”„‚…•™×\u00a0")
# ISO 8859 has controls, which no text holds, where the Windows code page has letters and signs.
WINDOWS = {
    "iso8859-2": "cp1250",
    "iso8859-4": "cp1257",
    "iso8859-5": "cp1251",
    "iso8859-6": "cp1256",
    "iso8859-7": "cp1253",
    "iso8859-8": "cp1255",
    "iso8859-13": "cp1257",
}
C1 = re.compile(rb"[\x80-\x9f]")


def decode(data: bytes, charset: str = "") -> str:
    """Text of `data`, its letters composed (NFC). A byte order mark wins, then UTF-8 if it fits (it hardly does by
    accident), then `charset`, then what HTML or XML declares, both as browsers understand them (`latin-1` is
    windows-1252), then what the letters of a language make likeliest. Line ends become `\\n`."""
    encoding, mark = read_bom(data)
    if encoding and mark:
        return _clean(data[len(mark) :].decode(encoding, "replace"))
    for name in ("utf-8", resolve_encoding(charset), html_body_declared_encoding(data)):
        if (text := _strictly(data, name)) is not None:
            return _clean(text)
    return _clean(data.decode(_detected(data), "replace"))


def _detected(data: bytes) -> str:
    if data[:1024].count(0) > len(data[:1024]) / 4:
        return "utf-16-be" if data.startswith(b"\0") else "utf-16-le"
    western = data.decode("cp1252", "replace")
    if SIGNS.issuperset(character for character in western if not character.isascii()):
        return "cp1252"
    found = resolve_encoding(detect(data)) or "cp1252"
    return WINDOWS.get(found, found) if C1.search(data) else found


def _strictly(data: bytes, encoding: str | None) -> str | None:
    try:
        return data.decode(encoding) if encoding else None
    except (LookupError, UnicodeError):
        return None


def _clean(text: str) -> str:
    return unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
