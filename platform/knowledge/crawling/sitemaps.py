"""Sitemaps (sitemaps.org): XML, plain text and feeds, also gzipped, and indexes of further sitemaps."""

import re
import zlib
from collections import deque
from collections.abc import Callable, Iterator
from itertools import islice
from urllib.parse import urljoin

from lxml import etree

from knowledge.addresses import canonical, site
from knowledge.egress import EgressError, Fetched
from knowledge.egress.inflate import gunzip
from knowledge.reading.pages.charset import text_of

MOST_FILES = 20
MOST_ENTRIES = 50_000
MOST_BYTES = 50 * 2**20
CHUNK = 2**16
GZIP_MAGIC = b"\x1f\x8b"
PLACES = frozenset({("url", "loc"), ("sitemap", "loc"), ("item", "link"), ("entry", "link")})
ADDRESS = re.compile(r"^\s*(https?://\S+)\s*$", re.I | re.M)


def listed(file: Callable[[str], Fetched], named: list[str], start: str) -> Iterator[str]:
    """Addresses of pages on the site of `start`, from the sitemaps that its robots.txt `named` and the usual one, read
    by `file` as far as they are asked for. Files that cannot be read are passed over."""
    waiting = deque([*named, urljoin(start, "/sitemap.xml")])
    seen: set[str] = set()
    left = MOST_ENTRIES
    while waiting and left and len(seen) < MOST_FILES:
        url = canonical(waiting.popleft(), start)
        if not url or url in seen:
            continue
        seen.add(url)
        for is_index, found in islice(_entries(_body(file, url)), left):
            left -= 1
            page = canonical(found, url)
            if is_index and site(page) in {site(start), site(url)}:
                waiting.append(page)
            elif not is_index and site(page) == site(start):
                yield page


def _body(file: Callable[[str], Fetched], url: str) -> bytes:
    try:
        body = file(url).body
        return gunzip(body, MOST_BYTES) if body.startswith(GZIP_MAGIC) else body
    except (EgressError, zlib.error):
        return b""


def _entries(body: bytes) -> Iterator[tuple[bool, str]]:
    """(is it a further sitemap, address) for each entry; nothing if it is not a sitemap."""
    if text_of(body[:256])[0].lstrip().startswith("<"):
        yield from _of_xml(body)
    else:
        yield from ((False, found[1]) for found in ADDRESS.finditer(text_of(body)[0]))


def _of_xml(body: bytes) -> Iterator[tuple[bool, str]]:
    """Entries as they are met, so that a large file is read as far as it is needed."""
    parser = etree.XMLPullParser(("end",), resolve_entities=False, no_network=True, recover=True, huge_tree=False)
    try:
        for begin in range(0, len(body), CHUNK):
            parser.feed(body[begin : begin + CHUNK])
            for _, element in parser.read_events():
                yield from _of_element(element)
    except etree.XMLSyntaxError:
        return


def _of_element(element: etree._Element) -> Iterator[tuple[bool, str]]:
    tag, inside = _name(element), _name(element.getparent())
    address = (element.text or "").strip() or element.get("href", "")
    if address and (inside, tag) in PLACES:
        yield inside == "sitemap", address
    if any(tag == outer for outer, _ in PLACES):
        element.clear()


def _name(element: etree._Element | None) -> str:
    """The tag without its namespace."""
    return str(element.tag).rpartition("}")[2] if element is not None else ""
