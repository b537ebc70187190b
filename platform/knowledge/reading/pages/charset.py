"""The text of a page, by what its server, its markup or its bytes say of their encoding."""

from __future__ import annotations

import re
from collections.abc import Iterator

from chardetng_py.shortcuts import detect
from w3lib.encoding import html_body_declared_encoding, read_bom, resolve_encoding, to_unicode

from knowledge.reading.decoding import C1, WINDOWS

# The share of characters beyond ASCII that may be broken before an encoding is not believed.
MOST_BROKEN = 0.05
LANGUAGE = re.compile(
    rb"(?:<html\b[^>]{0,500}?\blang|<meta\b[^>]{0,99}?content-language[\"']?\s+content)"
    rb"\s*=\s*[\"']?\s*([a-z]{2,3})(?:[-_](?:[a-z]{4}[-_])?([a-z]{2}))?",
    re.I,
)
# The detector knows languages by the top-level domains where they are written.
DOMAINS = {
    "ar": "sa", "be": "by", "cs": "cz", "da": "dk", "el": "gr", "en": "uk", "et": "ee", "fa": "ir", "he": "il",
    "hi": "in", "ja": "jp", "ko": "kr", "nb": "no", "nn": "no", "sl": "si", "sr": "rs", "sv": "se", "uk": "ua",
    "vi": "vn", "zh": "cn",
}  # fmt: skip
# Signs that stand on pages of every language; where there is nothing else beyond ASCII, there is nothing to detect.
SIGNS = frozenset("£€¥§©®°·«»½¼¾–—‘’“”„‚…•™\u00a0\ufffd")


def text_of(data: bytes, label: str = "", domain: str = "") -> tuple[str, str]:
    """(text, encoding) of a page; `label` is the charset of its header, `domain` the last part of its host.

    The web's order: a byte order mark, the header, what the markup declares, detection. Labels are meant as browsers
    understand them (`latin-1` is windows-1252), and UTF-8 goes before them all where it fits, which it hardly does by
    accident.
    """
    encoding, mark = read_bom(data)
    if encoding and mark:
        return _clean(to_unicode(data[len(mark) :], encoding)), encoding
    declared = list(_declared(data, label))
    for name in declared if _is_ascii_in_disguise(declared) else ["utf-8", *declared]:
        text = to_unicode(data, name)
        if _fits(text, data if name == "utf-8" else b""):
            return _clean(text), name
    encoding = _detected(data, domain)
    return _clean(to_unicode(data, encoding)), encoding


def _declared(data: bytes, label: str) -> Iterator[str]:
    """What the header says and what the markup says; one that says UTF-16 in ASCII means UTF-8."""
    if header := resolve_encoding(label):
        yield {"utf-16": "utf-16-le"}.get(header, header)
    markup = html_body_declared_encoding(data)
    if markup and not markup.startswith(("utf-16", "utf-32")):
        yield markup


def _is_ascii_in_disguise(declared: list[str]) -> bool:
    """Encodings whose bytes are those of ASCII, so that UTF-8 always fits."""
    return bool(declared) and declared[0].startswith(("iso2022", "utf-16", "utf-32", "hz"))


def _fits(text: str, original: bytes) -> bool:
    broken = text.count("\ufffd") - original.count(b"\xef\xbf\xbd")
    return broken <= 0 or broken <= MOST_BROKEN * sum(not character.isascii() for character in text)


def _detected(data: bytes, domain: str) -> str:
    if data[:1024].count(0) > len(data[:1024]) / 4:
        return "utf-16-be" if data.startswith(b"\0") else "utf-16-le"
    western = to_unicode(data, "cp1252")
    spoken = _domain_of_language(data)
    if not spoken and SIGNS.issuperset(character for character in western if not character.isascii()):
        return "cp1252"
    place = spoken or (domain.lower() if re.fullmatch(r"[A-Za-z]+", domain) else "")
    found = resolve_encoding(detect(data, tld=place.encode() or None)) or "cp1252"
    return WINDOWS.get(found, found) if C1.search(data) else found


def _domain_of_language(data: bytes) -> str:
    if not (found := LANGUAGE.search(data[:4096])):
        return ""
    language, country = (part.decode().lower() if part else "" for part in found.groups())
    if language == "zh" and country in {"tw", "hk", "mo"}:
        return country
    return DOMAINS.get(language, language)


def _clean(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
