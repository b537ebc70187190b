"""robots.txt (RFC 9309): what a site allows us, how fast, and where its sitemaps are."""

from __future__ import annotations

import re

from protego import Protego

from knowledge.egress import Fetched
from knowledge.egress.client import USER_AGENT
from knowledge.reading.pages.charset import text_of

AGENT = USER_AGENT.partition("/")[0]
LONGEST_DELAY = 2.0
INVISIBLE = re.compile("[\ufeff\u200b\u2060]")
PARSED_CHARACTERS = 512 * 1024


class Robots:
    """The rules of one site."""

    def __init__(self, text: str) -> None:
        self._rules = Protego.parse(text[:PARSED_CHARACTERS])

    @classmethod
    def of(cls, fetched: Fetched) -> Robots:
        """The rules in an answer; a web page, which some servers send for every address, has none."""
        text = INVISIBLE.sub("", text_of(fetched.body, fetched.charset)[0]).lstrip()
        return cls("" if text[:20].lower().startswith(("<!doctype", "<html", "<head", "<?xml")) else text)

    @property
    def sitemaps(self) -> list[str]:
        """Addresses of the sitemaps that the file names."""
        return list(self._rules.sitemaps)

    @property
    def delay(self) -> float:
        """Seconds between two requests, up to 2."""
        return min(self._rules.crawl_delay(AGENT) or 0.0, LONGEST_DELAY)

    def allow(self, url: str) -> bool:
        """True if we may read this address."""
        return bool(self._rules.can_fetch(url, AGENT))
