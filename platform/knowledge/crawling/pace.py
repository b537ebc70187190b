"""How fast a site is asked: its Crawl-delay, and the time for which it asks us to wait (Retry-After)."""

from __future__ import annotations

import threading
import time

from knowledge.egress import EgressError, HttpStatus, Unreachable

BUSY = frozenset({429, 502, 503, 504})
BREATH_SECONDS = 1.0
LONGEST_WAIT = 60.0
# All the time that one crawl waits at a site's wish.
PATIENCE = 180.0


class Pace:
    """Says when the next request of one crawl may be made; shared by its threads."""

    def __init__(self) -> None:
        self.delay = 0.0
        self._turn = 0.0
        self._patience = PATIENCE
        self._lock = threading.Lock()

    def wait(self) -> None:
        """Sleeps until the next request may be made."""
        with self._lock:
            now = time.monotonic()
            pause = self._turn - now
            self._turn = max(self._turn, now) + self.delay
        time.sleep(max(0.0, pause))

    def worth_another_try(self, error: EgressError) -> bool:
        """True if the same request may well succeed soon; for as long as the site wishes, nobody asks anything."""
        if isinstance(error, HttpStatus) and error.http_status in BUSY:
            return self.put_off(error.retry_after or 0.0)
        return isinstance(error, Unreachable)

    def breathe(self) -> bool:
        """The least wait before something is asked for again; False if our patience is at its end."""
        return self.put_off(BREATH_SECONDS)

    def put_off(self, seconds: float) -> bool:
        """Makes everybody wait for `seconds`; False, without a wait, where that is more than our patience."""
        with self._lock:
            now = time.monotonic()
            until = now + seconds
            longer = max(0.0, until - max(self._turn, now))
            if seconds > LONGEST_WAIT or longer > self._patience:
                return False
            self._patience -= longer
            self._turn = max(self._turn, until)
            return True
