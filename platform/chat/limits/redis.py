"""Limits that all processes share, in Redis. While it is away nobody is refused: a limit is not worth an outage."""

import logging
from collections.abc import Awaitable
from typing import cast

from django.conf import settings
from redis.asyncio import Redis
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

CONNECT_SECONDS = 0.5
# A token bucket by Redis's own clock: level and time of the last call; milliseconds to wait, 0 when one was taken.
TAKE = """
    local time = redis.call('TIME')
    local now = tonumber(time[1]) * 1000 + tonumber(time[2]) / 1000
    local capacity, rate = tonumber(ARGV[1]), tonumber(ARGV[2])
    local known = redis.call('HMGET', KEYS[1], 'level', 'at')
    local level, at = tonumber(known[1]) or capacity, tonumber(known[2]) or now
    level = math.min(capacity, level + (now - at) * rate)
    local wait = 0
    if level >= 1 then level = level - 1 else wait = math.ceil((1 - level) / rate) end
    redis.call('HSET', KEYS[1], 'level', tostring(level), 'at', tostring(now))
    redis.call('PEXPIRE', KEYS[1], math.ceil(capacity / rate))
    return wait
"""


class RedisMemory:
    """See `chat.limits.memory.Memory`."""

    def __init__(self) -> None:
        self._redis = Redis.from_url(settings.REDIS_URL, socket_connect_timeout=CONNECT_SECONDS)

    async def take(self, bucket: str, per_minute: float) -> float:
        """See Memory."""
        capacity, rate = max(1.0, per_minute), per_minute / 60_000
        call = self._redis.eval(TAKE, 1, f"botwright:limit:{bucket}", str(capacity), str(rate))
        return await self._answer(cast("Awaitable[int]", call), 0) / 1000

    async def once(self, key: str, seconds: float) -> bool:
        """See Memory."""
        call = self._redis.set(f"botwright:once:{key}", "1", nx=True, px=round(seconds * 1000))
        return bool(await self._answer(cast("Awaitable[int]", call), 1))

    async def _answer(self, call: Awaitable[int | None], otherwise: int) -> int:
        try:
            return await call or 0
        except (RedisError, OSError) as error:
            logger.warning("Redis is away (%s); limits are not kept.", error)
            return otherwise
