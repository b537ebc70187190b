"""The readers' side: what other processes write, as far as somebody here reads it. One reader serves all of them."""

import asyncio
import contextvars
import logging
import time
from typing import Any, cast
from uuid import UUID

from redis.asyncio import Redis
from redis.exceptions import RedisError

from chat.log import BEYOND, Log
from chat.logs import entries
from chat.logs.entries import Entry

logger = logging.getLogger(__name__)

# A stream that is asked for while the reader waits joins it after at most this long.
BLOCK_MILLISECONDS = 200
GATHER_SECONDS, RETRY_SECONDS = 0.01, 0.5
# For so long a reader waits for a Redis that has just gone away, before the database serves it.
PATIENCE_SECONDS = 3.0
# Until then after an outage writers have sent again what a Redis that came back empty has lost.
SETTLE_SECONDS = 1.0
# A reader who has just left the writer's process may have more events than have arrived here. Waited for: a stream that
# this process knows, and one that it does not, which may as well be long over.
CATCH_UP_SECONDS, ARRIVAL_SECONDS, LOOK_SECONDS = 2.0, 0.5, 0.02
# Longer than a reader waits for an event before it asks again.
FORGET_SECONDS = 60.0


class Mirrors:
    """Copies of streams in memory."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._logs: dict[UUID, Log] = {}
        self._asked: dict[UUID, float] = {}
        self._task: asyncio.Task[None] | None = None
        self._away_since: float | None = None

    async def find(self, message: UUID, after: int) -> Log | None:
        """The copy of a message's log, for a reader who has its events up to `after`.

        None when there is no such stream, or no Redis now.
        """
        since = time.monotonic()
        while True:
            log = await self._find(message)
            patience = CATCH_UP_SECONDS if log else ARRIVAL_SECONDS
            lacks = 0 < after < BEYOND and (log is None or (not log.ended and after > len(log.events)))
            if not lacks or time.monotonic() - since > patience:
                return log
            await asyncio.sleep(LOOK_SECONDS)

    async def _find(self, message: UUID) -> Log | None:
        self._asked[message] = time.monotonic()
        if message not in self._logs:
            found = await self._found(message)
            if not found:
                self._asked.pop(message, None)
                return None
            self._add(message, found)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run(), context=contextvars.Context())
        return self._logs[message]

    async def _found(self, message: UUID) -> list[Entry]:
        while True:
            try:
                found = cast("list[Entry]", await self._redis.xrange(entries.key(message)))
            except (RedisError, OSError) as error:
                if self._away_for(error) > PATIENCE_SECONDS:
                    return []
                await asyncio.sleep(RETRY_SECONDS)
            else:
                self._away_since = None
                return found

    def _away_for(self, error: Exception) -> float:
        """Seconds since the first failure of this outage."""
        if self._away_since is None:
            logger.warning("Redis is away (%s); readers wait for %s s, then ask the database.", error, PATIENCE_SECONDS)
            self._away_since = time.monotonic()
        return time.monotonic() - self._away_since

    async def close(self) -> None:
        """Ends the reader."""
        if self._task:
            self._task.cancel()

    def _add(self, message: UUID, found: list[Entry]) -> None:
        log = self._logs.setdefault(message, Log())
        for place, fields in found:
            if entries.number(place) == len(log.events) + 1:
                log.add(*entries.read(fields))

    async def _run(self) -> None:
        """Until nothing is left to be read."""
        settled = 0.0
        while self._forget():
            try:
                await self._read()
                await asyncio.sleep(GATHER_SECONDS)
            except (RedisError, OSError) as error:
                self._away_for(error)
                settled = time.monotonic() + SETTLE_SECONDS
                await asyncio.sleep(RETRY_SECONDS)
            else:
                self._away_since = None
                if settled and time.monotonic() > settled:
                    settled = 0.0
                    self._wake()

    def _wake(self) -> None:
        """Has readers look whether their answer is over: a Redis that came back empty may never tell its end."""
        for log in self._logs.values():
            log.wake()

    async def _read(self) -> None:
        growing = {m: log for m, log in self._logs.items() if not log.ended}
        if not growing:
            await asyncio.sleep(BLOCK_MILLISECONDS / 1000)
            return
        streams: dict[Any, Any] = {entries.key(m): entries.place(len(log.events)) for m, log in growing.items()}
        found_by_stream = await self._redis.xread(streams, block=BLOCK_MILLISECONDS)
        for key, found in cast("list[tuple[bytes, list[Entry]]]", found_by_stream or []):
            self._add(entries.message_of(key), found)

    def _forget(self) -> bool:
        old = time.monotonic() - FORGET_SECONDS
        for message in [m for m, asked in self._asked.items() if asked < old]:
            del self._asked[message]
            self._logs.pop(message, None)
        return bool(self._logs)
