"""One address of the site, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import html

from knowledge.crawling.addresses import canonical
from knowledge.egress import EgressError, Fetched

HTML = frozenset({"text/html", "application/xhtml+xml", ""})
ROBOTS = "//meta[translate(@name, 'ROBTS', 'robts')='robots']/@content"


@dataclass(frozen=True)
class Page:
    """`fetched` or `error`, never both. `url` is the canonical address after redirects; `known`, how many pages of
    the budget have been found so far."""

    url: str
    depth: int
    fetched: Fetched | None = None
    error: EgressError | None = None
    signs: Signs = field(default_factory=lambda: Signs())
    known: int = 1


@dataclass(frozen=True)
class Signs:
    """What an HTML page says to crawlers: `links` (absolute), its `canonical` address, and whether to index it."""

    links: tuple[str, ...] = ()
    canonical: str = ""
    noindex: bool = False


def signs_of(fetched: Fetched) -> Signs:
    """The signs of an answer; none for what is not HTML."""
    if fetched.content_type not in HTML or not fetched.body.strip():
        return Signs()
    try:
        root = html.document_fromstring(fetched.body, base_url=fetched.url)
    except (ValueError, html.etree.ParserError):
        return Signs()
    base = root.xpath("string(//base/@href)")
    start = canonical(base, fetched.url) or fetched.url
    robots = " ".join(root.xpath(ROBOTS)).lower()
    links = [] if "nofollow" in robots or "none" in robots else [canonical(a, start) for a in root.xpath("//a/@href")]
    return Signs(
        links=tuple(dict.fromkeys(link for link in links if link)),
        canonical=canonical(link, start) if (link := root.xpath("string(//link[@rel='canonical']/@href)")) else "",
        noindex="noindex" in robots or "none" in robots,
    )
