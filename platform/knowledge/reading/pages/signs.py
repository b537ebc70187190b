"""What a page says to crawlers: its links, its canonical address, where it forwards to, and whether to index it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields
from itertools import islice
from typing import Any, Self

from lxml.html import HtmlElement

from knowledge.addresses import canonical
from knowledge.reading.pages import directives

MOST_LINKS = 2_000
# A page that moves on later than this is one to read, such as a news ticker.
SOON_SECONDS = 10.0
REFRESH = re.compile(r"^\s*(\d{1,4}(?:\.\d*)?|\.\d+)\s*(?:[;,\s]\s*(?:url\s*=\s*)?(.*))?$", re.I | re.S)
LOWERED = "translate(@{}, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz')"
META = f"//meta[{LOWERED}='{{}}']/@content"


@dataclass(frozen=True)
class Signs:
    """`title`: as the browser's tab shows it. `links`: absolute, each once, none if they are not to be followed.
    `forward`: where the page sends its visitor at once."""

    title: str = ""
    links: tuple[str, ...] = ()
    canonical: str = ""
    forward: str = ""
    noindex: bool = False

    @classmethod
    def from_json(cls, body: dict[str, Any]) -> Self:
        """The inverse of `dataclasses.asdict`."""
        return cls(**{field.name: body[field.name] for field in fields(cls)} | {"links": tuple(body["links"])})


def signs_of(root: HtmlElement, url: str, charset: str) -> Signs:
    """The signs of a parsed page that was fetched from `url` and written in `charset`."""
    start = canonical(root.xpath("string(//base/@href)"), url, charset) or url
    says = directives.of_meta([*_meta(root, "name", "robots"), *_meta(root, "name", directives.AGENT)])
    refresh = next(iter(_meta(root, "http-equiv", "refresh")), "")
    return Signs(
        title=" ".join(root.xpath("string(//title)").split())[:300],
        links=() if "nofollow" in says else tuple(islice(_links(root, start, charset), MOST_LINKS)),
        canonical=next((canonical(link, start, charset) for link in _canonicals(root)), ""),
        forward=forward(refresh, start, charset),
        noindex="noindex" in says,
    )


def forward(refresh: str, url: str, charset: str = "utf-8") -> str:
    """Where a `Refresh` header or meta tag sends its reader soon; empty if nowhere else."""
    found = REFRESH.match(refresh)
    if not found or not found[2] or float(found[1]) > SOON_SECONDS:
        return ""
    written = found[2].strip()
    if written[:1] in {'"', "'"}:
        written = written[1:].partition(written[0])[0]
    target = canonical(written, url, charset)
    return "" if target == canonical(url) else target


def _meta(root: HtmlElement, attribute: str, name: str) -> list[str]:
    return [str(content) for content in root.xpath(META.format(attribute, name))]


def _canonicals(root: HtmlElement) -> Iterator[str]:
    for link in root.xpath("//link[@rel and @href]"):
        if "canonical" in link.get("rel").lower().split():
            yield link.get("href")


def _links(root: HtmlElement, start: str, charset: str) -> Iterator[str]:
    seen: set[str] = set()
    for written in root.xpath("//a/@href | //area/@href | //frame/@src | //iframe/@src"):
        link = canonical(written, start, charset)
        if link and link not in seen:
            seen.add(link)
            yield link
