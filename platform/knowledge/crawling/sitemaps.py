"""Sitemaps (sitemaps.org): plain, gzipped, and indexes of further sitemaps."""

import zlib
from collections import deque
from collections.abc import Iterator
from urllib.parse import urljoin

from lxml import etree

from knowledge.crawling.addresses import canonical, site
from knowledge.crawling.robots import Robots
from knowledge.egress import Egress, EgressError
from knowledge.egress.inflate import Overflow, gunzip

MOST_FILES = 20
MOST_BYTES = 50 * 2**20
GZIP_MAGIC = b"\x1f\x8b"


def listed(egress: Egress, robots: Robots, start: str, limit: int) -> list[str]:
    """Up to `limit` addresses of pages on the site of `start`. Files that cannot be read are passed over."""
    waiting = deque([*robots.sitemaps, urljoin(start, "/sitemap.xml")])
    seen: set[str] = set()
    pages: dict[str, None] = {}
    while waiting and len(seen) < MOST_FILES and len(pages) < limit:
        url = canonical(waiting.popleft(), start)
        if url in seen or site(url) != site(start):
            continue
        seen.add(url)
        for is_index, found in _entries(_body(egress, url)):
            if is_index:
                waiting.append(found)
            elif (page := canonical(found, url)) and site(page) == site(start):
                pages[page] = None
    return list(pages)[:limit]


def _body(egress: Egress, url: str) -> bytes:
    try:
        body = egress.fetch(url).body
        return gunzip(body, MOST_BYTES) if body.startswith(GZIP_MAGIC) else body
    except (EgressError, Overflow, zlib.error):
        return b""


def _entries(body: bytes) -> Iterator[tuple[bool, str]]:
    """(is it a further sitemap, address) for each entry; nothing if it is not a sitemap."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True, huge_tree=False)
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError):
        return
    if root is None:
        return
    for place in root.iterfind("./{*}*/{*}loc"):
        entry = place.getparent()
        if entry is not None and place.text:
            yield etree.QName(entry).localname == "sitemap", place.text
