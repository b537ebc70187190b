"""One address of the site, and what came of it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from knowledge.addresses import canonical
from knowledge.egress import EgressError, Fetched
from knowledge.reading.pages import PageOutcome, Signs, directives
from knowledge.reading.pages.signs import forward

HTML = frozenset({"text/html", "application/xhtml+xml", ""})
CANONICAL = re.compile(r"<([^>]*)>(?=[^,<]*;\s*rel\s*=\s*\"?[^\",;]*\bcanonical\b)", re.I)


@dataclass(frozen=True)
class Page:
    """`fetched` or `error`, never both. `url` is the canonical address after redirects; `outcome`, what an HTML page
    says; `again`, whether it is worth another try; `known`, how many pages of the budget have been found so far."""

    url: str
    depth: int
    fetched: Fetched | None = None
    error: EgressError | None = None
    outcome: PageOutcome = field(default_factory=PageOutcome)
    again: bool = False
    known: int = 1

    @property
    def signs(self) -> Signs:
        """What the page says to crawlers."""
        return self.outcome.signs


def with_headers(signs: Signs, fetched: Fetched) -> Signs:
    """The signs of a page and those in its headers: X-Robots-Tag, Refresh and the canonical Link."""
    says = directives.of_header(fetched.headers.get_list("x-robots-tag"))
    link = CANONICAL.search(", ".join(fetched.headers.get_list("link")))
    return replace(
        signs,
        links=() if "nofollow" in says else signs.links,
        canonical=signs.canonical or (canonical(link[1], fetched.url) if link else ""),
        forward=signs.forward or forward(fetched.headers.get("refresh", ""), fetched.url),
        noindex=signs.noindex or "noindex" in says,
    )
