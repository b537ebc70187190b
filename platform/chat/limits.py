"""How often somebody may ask: token buckets in memory, per visitor and per address."""

import math
import time
from collections import OrderedDict
from collections.abc import Callable

from django.conf import settings

from chat.errors import TooMany

MAX_TEXT = 4000
REMEMBERED = 10_000


class Buckets:
    """A bucket per key, full at first, that refills evenly with `per_minute` tokens a minute."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._capacity = float(per_minute)
        self._rate = per_minute / 60
        self._clock = clock
        self._levels: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, key: str) -> None:
        """Takes one token; raises TooMany with the seconds until there is one again."""
        now = self._clock()
        level, at = self._levels.pop(key, (self._capacity, now))
        level = min(self._capacity, level + (now - at) * self._rate)
        allowed = level >= 1
        self._levels[key] = (level - allowed, now)
        # The key untouched for longest goes first: by then its bucket is most likely full again.
        if len(self._levels) > REMEMBERED:
            self._levels.popitem(last=False)
        if not allowed:
            raise TooMany(math.ceil((1 - level) / self._rate))


_visitors = Buckets(getattr(settings, "CHAT_VISITOR_MESSAGES_PER_MINUTE", 20))
_addresses = Buckets(getattr(settings, "CHAT_ADDRESS_MESSAGES_PER_MINUTE", 60))
_sessions = Buckets(getattr(settings, "CHAT_ADDRESS_SESSIONS_PER_MINUTE", 120))


def may_open_session(address: str) -> None:
    """Raises TooMany when `address` opens sessions too fast."""
    _sessions.take(address)


def may_ask(visitor: str, address: str) -> None:
    """Raises TooMany when the visitor, or everybody at `address` together, asks too fast."""
    _visitors.take(visitor)
    _addresses.take(address)
