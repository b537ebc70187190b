"""robots.txt (RFC 9309): what a site allows us, how fast, and where its sitemaps are."""

from __future__ import annotations

import threading
import time
from urllib.parse import urljoin

from protego import Protego

from knowledge.egress import Egress, HttpStatus
from knowledge.egress.client import USER_AGENT

AGENT = USER_AGENT.partition("/")[0]
LONGEST_DELAY = 2.0
PARSED_CHARACTERS = 512 * 1024


class Robots:
    """The rules of one site. A delay that it asks for is kept, up to 2 seconds."""

    def __init__(self, text: str) -> None:
        self._rules = Protego.parse(text[:PARSED_CHARACTERS])
        self._delay = min(self._rules.crawl_delay(AGENT) or 0.0, LONGEST_DELAY)
        self._turn = 0.0
        self._lock = threading.Lock()

    @classmethod
    def of(cls, egress: Egress, url: str) -> Robots:
        """The rules of the site of `url`; a site without the file allows everything.

        Raises an EgressError when the server is out of reach or broken: it may well forbid everything.
        """
        try:
            return cls(egress.fetch(urljoin(url, "/robots.txt")).body.decode("utf-8", "replace"))
        except HttpStatus as error:
            if error.passing:
                raise
            return cls("")

    @property
    def sitemaps(self) -> list[str]:
        """Addresses of the sitemaps that the file names."""
        return list(self._rules.sitemaps)

    def allow(self, url: str) -> bool:
        """True if we may read this address."""
        return bool(self._rules.can_fetch(url, AGENT))

    def wait(self) -> None:
        """Sleeps until the site's delay since the last request, of any thread, is over."""
        if not self._delay:
            return
        with self._lock:
            pause = self._turn - time.monotonic()
            self._turn = max(self._turn, time.monotonic()) + self._delay
        time.sleep(max(0.0, pause))
