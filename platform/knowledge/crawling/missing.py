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
LONGEST_WITHOUT_HEADING = 40
LEAST_IN_COMMON = 0.5
VOLATILE = r"\d[\d.,:]*|[0-9a-f][0-9a-f-]{7,}"


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
        usual = _lines(first)
        self._lines = _lines(probe)
        # A server that answers everything with its first page says nothing by it.
        self._said = self._lines - usual
        names = _names(probe)
        self._names = names if names.isdisjoint(_names(first)) else frozenset()

    def is_missing(self, page: Page) -> bool:
        """True if this page, too, says that there is nothing."""
        if page.outcome.reading is None:
            return False
        return self._is_like_the_probe(page) or _says_so(page.signs.title, page.outcome.reading)

    def _is_like_the_probe(self, page: Page) -> bool:
        lines = _lines(page)
        if not self._said:
            return False
        same_names = bool(self._names) and self._names == _names(page)
        return (
            lines <= self._lines
            or self._said <= lines
            or (same_names and _common(lines, self._lines) >= LEAST_IN_COMMON)
        )


def _names(page: Page) -> frozenset[str]:
    reading = page.outcome.reading
    return frozenset({page.signs.title, reading.title}) if reading else frozenset()


def _lines(page: Page) -> frozenset[str]:
    """The lines of a page without what differs from one error page to the next: its own address, numbers and ids."""
    path = urlsplit(page.url).path
    names = {page.url, path, path.strip("/"), path.rstrip("/").rpartition("/")[2]}
    own = sorted({*names, *map(unquote, names)} - {"", "/"}, key=len, reverse=True)
    mask = re.compile(rf"(?<!\w)(?:{'|'.join([*map(re.escape, own), VOLATILE])})(?!\w)", re.I)
    return frozenset(mask.sub("", line) for line in (page.outcome.reading.lines if page.outcome.reading else ()))


def _common(one: frozenset[str], other: frozenset[str]) -> float:
    """The share of words that two pages have in common (Jaccard)."""
    words, others = ({word for line in lines for word in line.split()} for lines in (one, other))
    return len(words & others) / max(1, len(words | others))


def _says_so(title: str, reading: Reading) -> bool:
    """True for a short page whose title or first heading says it, or a very short one that begins with it."""
    if reading.words > LONGEST:
        return False
    first = reading.sections[:1]
    headings = [section.heading_path[0] for section in first if section.heading_path]
    begins = [section.text.partition("\n")[0] for section in first if reading.words <= LONGEST_WITHOUT_HEADING]
    return any(map(says_not_found, (title, reading.title, *headings, *begins)))
