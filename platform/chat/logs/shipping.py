"""The writer's side: sends what is appended to Redis, in order, and all of it again after any failure.

An entry's id is the event's number, and a stream refuses ids that it has passed, so nothing is ever there twice.
"""

import asyncio
import contextvars
import logging
from collections.abc import Mapping
from uuid import UUID

from redis.asyncio import Redis
from redis.exceptions import RedisError, ResponseError

from chat.log import Log
from chat.logs import entries

logger = logging.getLogger(__name__)

# What comes within this time is sent together; after a failure comes a longer pause.
GATHER_SECONDS, RETRY_SECONDS = 0.01, 0.5
# How long a stream may stand there whose writer died.
ORPHAN_SECONDS = 3600
CLOSE_SECONDS = 2.0
PASSED = "equal or smaller"


class Shipping:
    """All logs that one process writes."""

    def __init__(self, redis: Redis, keep: float) -> None:
        self._redis = redis
        self._keep = round(keep)
        self._logs: dict[UUID, Log] = {}
        self._sent: dict[UUID, int] = {}
        self._more = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def send(self, message: UUID, log: Log) -> None:
        """Notes that `log` has grown."""
        self._logs[message] = log
        self._more.set()
        if self._task is None:
            # A fresh context: the task outlives the request that begins it.
            self._task = asyncio.create_task(self._run(), context=contextvars.Context())

    async def close(self) -> None:
        """Sends what is left, if Redis is there."""
        if self._task:
            self._task.cancel()
            await asyncio.wait([self._task])
            try:
                await asyncio.wait_for(self._round(), CLOSE_SECONDS)
            except (RedisError, OSError, TimeoutError):
                logger.warning("The ends of %s answers could not be sent to Redis.", len(self._logs))

    async def _run(self) -> None:
        while True:
            await self._more.wait()
            self._more.clear()
            await asyncio.sleep(GATHER_SECONDS)
            try:
                await self._round()
            except (RedisError, OSError) as error:
                logger.warning("Redis is away (%s); answers are sent to it when it is back.", error)
                # It may have come back without its memory: all that is still written is offered again.
                self._sent.clear()
                self._more.set()
                await asyncio.sleep(RETRY_SECONDS)

    async def _round(self) -> None:
        ends = {message: len(log.events) for message, log in self._logs.items()}
        await self._offer({message: end for message, end in ends.items() if end > self._sent.get(message, 0)})
        for message, end in ends.items():
            self._sent[message] = end
            log = self._logs[message]
            if log.ended and end == len(log.events):
                del self._logs[message], self._sent[message]

    async def _offer(self, ends: Mapping[UUID, int]) -> None:
        async with self._redis.pipeline(transaction=False) as pipeline:
            for message, end in ends.items():
                log, key = self._logs[message], entries.key(message)
                for event in log.events[self._sent.get(message, 0) : end]:
                    pipeline.xadd(key, entries.written(event), id=entries.place(event.id))
                pipeline.expire(key, self._keep if log.events[end - 1].ends else ORPHAN_SECONDS)
            for answer in await pipeline.execute(raise_on_error=False):
                if isinstance(answer, Exception) and not (isinstance(answer, ResponseError) and PASSED in str(answer)):
                    raise answer
