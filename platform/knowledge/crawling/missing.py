"""Soft 404s: pages that say “not found” and answer 200. Told by what the site answers at an address that it cannot
have, and by the words of short pages."""

from __future__ import annotations

import re
import secrets
from urllib.parse import unquote, urljoin, urlsplit

from knowledge.crawling.not_found import says_not_found
from knowledge.crawling.page import Page
from knowledge.reading import Reading, Unreadable

LONGEST = 120
LEAST_IN_COMMON = 0.5


def unlikely_address(url: str) -> str:
    """An address on the site of `url` that it does not have."""
    return urljoin(url, f"/{secrets.token_hex(8)}-botwright")


def soft_404() -> Unreadable:
    """The page is not one."""
    return Unreadable(
        "soft_404",
        "The page says that nothing is here, although the server answers 200 (OK).",
        "Correct the link on your site, or leave it.",
    )


class Missing:
    """What a site answers where it has nothing: `probe` is its page at an unlikely address, `first` its first page."""

    def __init__(self, first: Page, probe: Page) -> None:
        self._names = self._lines = frozenset[str]()
        reading = probe.outcome.reading
        if reading is None or lines_of(first) <= (lines := lines_of(probe)):
            # A server that answers everything with its first page says nothing by it.
            return
        self._lines = lines
        names = frozenset({probe.signs.title, reading.title})
        if names.isdisjoint({first.signs.title, first.outcome.reading.title if first.outcome.reading else ""}):
            self._names = names

    def is_missing(self, page: Page) -> bool:
        """True if this page, too, says that there is nothing."""
        reading = page.outcome.reading
        if reading is None:
            return False
        lines = lines_of(page)
        return (
            lines <= self._lines
            or (self._names == {page.signs.title, reading.title} and _common(lines, self._lines) >= LEAST_IN_COMMON)
            or (reading.words <= LONGEST and _says_so(page.signs.title, reading))
        )


def lines_of(page: Page) -> frozenset[str]:
    """The lines of a page, its own address left out of them."""
    path = urlsplit(page.url).path
    names = {page.url, path, path.strip("/"), path.rstrip("/").rpartition("/")[2]}
    own = sorted({*names, *map(unquote, names)} - {"", "/"}, key=len, reverse=True)
    mask = re.compile("|".join(map(re.escape, own)) or r"(?!)", re.I)
    return frozenset(mask.sub("", line) for line in (page.outcome.reading.lines if page.outcome.reading else ()))


def _common(one: frozenset[str], other: frozenset[str]) -> float:
    """The share of words that two pages have in common (Jaccard)."""
    words, others = ({word for line in lines for word in line.split()} for lines in (one, other))
    return len(words & others) / max(1, len(words | others))


def _says_so(title: str, reading: Reading) -> bool:
    headings = [section.heading_path[0] for section in reading.sections[:1] if section.heading_path]
    return any(map(says_not_found, (title, reading.title, *headings)))
