"""What the limits remember: in this process, or wherever the setting LIMITS_MEMORY says."""

import functools
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Protocol, cast

from django.conf import settings
from django.utils.module_loading import import_string

REMEMBERED = 10_000


class Memory(Protocol):
    """The seam to what is remembered between calls."""

    async def take(self, bucket: str, per_minute: float) -> float:
        """Takes a token; returns 0, or the seconds until there is one.

        A bucket holds `per_minute` tokens (one at least), is full at first and refills evenly.
        """

    async def once(self, key: str, seconds: float) -> bool:
        """True for the first call with this key within `seconds`."""


class LocalMemory:
    """In this process. Clock: seconds, monotonic."""

    def __init__(self, clock: Callable[[], float] = time.monotonic, remembered: int = REMEMBERED) -> None:
        self._clock = clock
        self._remembered = remembered
        self._levels: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._seen: OrderedDict[str, float] = OrderedDict()

    async def take(self, bucket: str, per_minute: float) -> float:
        """See Memory. The bucket untouched for longest is forgotten first: most likely it is full again."""
        now, capacity, rate = self._clock(), max(1.0, per_minute), per_minute / 60
        level, at = self._levels.pop(bucket, (capacity, now))
        level = min(capacity, level + (now - at) * rate)
        taken = level >= 1
        self._levels[bucket] = (level - taken, now)
        if len(self._levels) > self._remembered:
            self._levels.popitem(last=False)
        return 0.0 if taken else (1 - level) / rate

    async def once(self, key: str, seconds: float) -> bool:
        """See Memory."""
        now = self._clock()
        if self._seen.get(key, 0.0) > now:
            return False
        self._seen[key] = now + seconds
        self._seen.move_to_end(key)
        # All are kept equally long, so the oldest stand in front. None is forgotten before its time.
        while next(iter(self._seen.values())) <= now:
            self._seen.popitem(last=False)
        return True


@functools.cache
def memory() -> Memory:
    """The one of this process."""
    return cast("Memory", import_string(settings.LIMITS_MEMORY)())
