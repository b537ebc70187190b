"""What pages and servers say to crawlers: directives, links, where to go on."""

import httpx
import pytest
from lxml import html

from knowledge.crawling.page import with_headers
from knowledge.egress import Fetched
from knowledge.reading.pages import directives
from knowledge.reading.pages.signs import Signs, forward, signs_of

URL = "http://shop.example/a/b"


def signs(head: str = "", body: str = "", charset: str = "utf-8") -> Signs:
    return signs_of(html.document_fromstring(f"<html><head>{head}</head><body>x{body}</body></html>"), URL, charset)


@pytest.mark.parametrize(
    ("content", "noindex", "nofollow"),
    [
        ("noindex", True, False),
        ("NONE", True, True),
        ("noindex nofollow", True, True),
        ("nofollow; noindex", True, True),
        ("max-snippet:-1, none", True, True),
        ("max-image-preview:none noindex", True, False),
        ("index, follow, max-image-preview:none", False, False),
        ("max-image-preview: none", False, False),
        ("max-video-preview:0,max-snippet:20", False, False),
        ("noimageindex, notranslate, noarchive", False, False),
        ("all", False, False),
        ("", False, False),
    ],
)
def test_directives_are_words_of_their_own(content: str, noindex: bool, nofollow: bool) -> None:
    for name in ("robots", "ROBOTS", "Botwright"):
        found = signs(f'<meta name="{name}" content="{content}">', '<a href="/c">c</a>')
        assert (found.noindex, not found.links) == (noindex, nofollow)
    assert not signs('<meta name="googlebot" content="noindex">').noindex


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (["noindex, nofollow"], {"noindex", "nofollow"}),
        (["none"], {"noindex", "nofollow"}),
        (["NoIndex"], {"noindex"}),
        (["googlebot: noindex"], set()),
        (["botwright: noindex"], {"noindex"}),
        (["googlebot: nofollow", "noindex"], {"noindex"}),
        (["otherbot: noindex, nofollow, botwright: nofollow"], {"nofollow"}),
        (["max-image-preview:none"], set()),
        (["unavailable_after: 25 Jun 2040 15:00:00 PST", "max-snippet: 20"], set()),
        (["googlebot: max-snippet: 20, noindex"], set()),
    ],
)
def test_headers_concern_us_unless_they_name_another(values: list[str], expected: set[str]) -> None:
    assert directives.of_header(values) & {"noindex", "nofollow"} == expected
    fetched = Fetched(URL, "text/html", "", b"", httpx.Headers([("X-Robots-Tag", value) for value in values]))
    assert with_headers(Signs(), fetched).noindex == ("noindex" in expected)


@pytest.mark.parametrize(
    ("refresh", "expected"),
    [
        ("0;url=/en/", "http://shop.example/en/"),
        ("0; URL='/en/'", "http://shop.example/en/"),
        ('3 ; url = "http://shop.example/x y"', "http://shop.example/x%20y"),
        ("0;en/", "http://shop.example/a/en/"),
        ("0, url=?l=de", "http://shop.example/a/b?l=de"),
        ("0.5;Url=//www.shop.example", "http://www.shop.example/"),
        ("60; url=/next", ""),
        ("0;url=/a/b", ""),
        ("5", ""),
        ("0;url=", ""),
        ("0;url=javascript:go()", ""),
    ],
)
def test_a_refresh_soon_forwards(refresh: str, expected: str) -> None:
    assert forward(refresh, URL) == expected
    escaped = refresh.replace('"', "&quot;")
    assert signs(f'<META HTTP-EQUIV="Refresh" content="{escaped}">').forward == expected
    headers = httpx.Headers({"Refresh": refresh})
    assert with_headers(Signs(), Fetched(URL, "text/html", "", b"", headers)).forward == expected


def test_letters_in_a_query_are_written_in_the_charset_of_the_page_and_in_a_path_in_utf_8() -> None:
    links = signs(body='<a href="/käse?ort=Köln">1</a><a href="/k%E4se?ort=K%F6ln">2</a>', charset="cp1252").links
    assert links == ("http://shop.example/k%C3%A4se?ort=K%F6ln", "http://shop.example/k%E4se?ort=K%F6ln")


def test_links_of_maps_and_frames_are_followed_and_broken_ones_passed_over() -> None:
    body = (
        '<a href="http://[broken">1</a><a href="http://h:99999/">2</a><a href="mailto:a@b.c">3</a>'
        '<a href="http://xn--\u00fc/">5</a><area href="/map"><iframe src="/frame"></iframe>'
    )
    assert set(signs(body=body).links) == {"http://shop.example/map", "http://shop.example/frame"}


def test_links_of_one_page_are_bounded() -> None:
    assert len(signs(body="".join(f'<a href="/{n}">x</a>' for n in range(9_000))).links) == 2_000


def test_a_canonical_address_may_stand_in_a_header() -> None:
    headers = httpx.Headers({"Link": '</style.css>; rel=preload, </whole>; rel="canonical"'})
    assert with_headers(Signs(), Fetched(URL, "text/html", "", b"", headers)).canonical == "http://shop.example/whole"
    assert signs('<link rel="alternate canonical" href="/c">').canonical == "http://shop.example/c"
