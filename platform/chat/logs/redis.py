"""Logs as Redis streams: written by the process that answers, read by all.

The writer's own readers are served from its memory, so Redis may be away for a while: they notice nothing, and what was
appended meanwhile is sent when it is back.
"""

from typing import Any
from uuid import UUID

from redis.asyncio import Redis

from chat.events import Event, Kind
from chat.log import KEEP_SECONDS, MemoryLog
from chat.logs.attention import Attention
from chat.logs.mirrors import Mirrors
from chat.logs.shipping import Shipping


class RedisLog:
    """An EventLog. `redis` is closed with it."""

    def __init__(self, redis: Redis, keep: float = KEEP_SECONDS) -> None:
        self._redis = redis
        self._own = MemoryLog(keep)
        self._shipping = Shipping(redis, keep)
        self._mirrors = Mirrors(redis)
        self._attention = Attention(redis)

    async def append(self, message: UUID, kind: Kind, data: dict[str, Any]) -> None:
        """See EventLog."""
        self._shipping.send(message, self._own.grow(message, kind, data))

    async def read(self, message: UUID, after: int, patience: float) -> list[Event] | None:
        """See EventLog."""
        if self._own.holds(message):
            return await self._own.read(message, after, patience)
        await self._attention.note(message)
        log = await self._mirrors.find(message, after)
        return await log.read(after, patience) if log else None

    async def listen(self, message: UUID) -> None:
        """See EventLog."""
        await self._attention.note(message)

    async def heard(self, message: UUID) -> bool:
        """See EventLog."""
        return await self._attention.paid(message)

    async def close(self) -> None:
        """See EventLog."""
        await self._mirrors.close()
        await self._shipping.close()
        await self._redis.aclose()
