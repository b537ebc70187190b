"""robots.txt is understood however it is written."""

import codecs

import pytest

from knowledge.crawling.robots import Robots
from knowledge.egress import Fetched

RULES = (
    "User-agent: *\nDisallow: /private\nDisallow: /caf%C3%A9/x\nAllow: /private/open\nSitemap: http://s.example/s.xml\n"
)
HERE = "http://s.example"


def robots(data: bytes, charset: str = "") -> Robots:
    return Robots.of(Fetched(f"{HERE}/robots.txt", "text/plain", charset, data))


@pytest.mark.parametrize(
    "data",
    [
        RULES.encode(),
        codecs.BOM_UTF8 + RULES.encode(),
        codecs.BOM_UTF8 * 2 + RULES.encode(),
        codecs.BOM_UTF16_LE + RULES.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + RULES.encode("utf-16-be"),
        codecs.BOM_UTF32_LE + RULES.encode("utf-32-le"),
        RULES.encode("utf-16-le"),
        RULES.encode("utf-16-be"),
        ("\u200b" + RULES).encode(),
        ("\u00a0" + RULES).encode(),
        (f"User-agent: x\nDisallow: /\n\n\ufeff{RULES}").encode(),
        f"# Größe\n{RULES}".encode("latin-1"),
        RULES.replace("%C3%A9", "é").encode(),
        RULES.replace("%C3%A9", "é").encode("latin-1"),
        RULES.replace("User-agent", "USER-AGENT").replace(": ", " :\t").encode(),
        *(
            RULES.replace("\n", end).encode()
            for end in ("\r", "\r\n", "\n\r", "\r\r\n", "\n\n", "\u2028", "\x85", "  #c\n")
        ),
        RULES.replace("\n", "\n\0").encode(),
    ],
)
def test_rules_and_sitemaps_are_found(data: bytes) -> None:
    found = robots(data)
    assert not found.allow(f"{HERE}/private/rota")
    assert found.allow(f"{HERE}/private/open")
    assert not found.allow(f"{HERE}/caf%c3%a9/x")
    assert found.sitemaps == [f"{HERE}/s.xml"]


def test_a_web_page_in_its_place_forbids_nothing() -> None:
    assert robots(b"<!DOCTYPE html>\n<p>\nUser-agent: *\nDisallow: /\n").allow(f"{HERE}/a")
