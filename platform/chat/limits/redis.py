"""Limits that all processes share, in Redis. While it is away nobody is refused: a limit is not worth an outage."""

import logging
import time
from collections.abc import Awaitable, Callable
from typing import cast

from redis.exceptions import RedisError

from chat import shared

logger = logging.getLogger(__name__)

CONNECT_SECONDS, ANSWER_SECONDS = 0.5, 1.0
# For so long after a call that failed Redis is not asked: a question takes several, and each would wait.
AWAY_SECONDS = 2.0
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
        self._redis = shared.redis(CONNECT_SECONDS, ANSWER_SECONDS)
        self._away_until = 0.0

    async def take(self, bucket: str, per_minute: float) -> float:
        """See Memory."""
        capacity, rate = max(1.0, per_minute), per_minute / 60_000
        key = f"botwright:limit:{bucket}"
        waiting = await self._answer(lambda: self._redis.eval(TAKE, 1, key, str(capacity), str(rate)), 0)
        return waiting / 1000

    async def once(self, key: str, seconds: float) -> bool:
        """See Memory."""
        name, milliseconds = f"botwright:once:{key}", round(seconds * 1000)
        return bool(await self._answer(lambda: self._redis.set(name, "1", nx=True, px=milliseconds), 1))

    async def _answer(self, call: Callable[[], object], otherwise: int) -> int:
        if time.monotonic() < self._away_until:
            return otherwise
        try:
            return await cast("Awaitable[int | None]", call()) or 0
        except (RedisError, OSError) as error:
            self._away_until = time.monotonic() + AWAY_SECONDS
            logger.warning("Redis is away (%s); limits are not kept.", error)
            return otherwise
