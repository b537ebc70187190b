"""Who listens to an answer that another process writes: its readers there must not be counted as gone."""

import logging
import time
from uuid import UUID

from redis.asyncio import Redis
from redis.exceptions import RedisError

from chat.logs import entries

logger = logging.getLogger(__name__)

# A listener says so this often, and is believed for this long.
NOTE_SECONDS, BELIEVED_SECONDS = 20.0, 60


class Attention:
    """Notes in Redis that expire."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._noted: dict[UUID, float] = {}

    async def note(self, message: UUID) -> None:
        """Says that somebody here listens; costs nothing when that was said just now."""
        now = time.monotonic()
        if message in self._noted and now - self._noted[message] < NOTE_SECONDS:
            return
        self._noted = {m: at for m, at in self._noted.items() if now - at < NOTE_SECONDS} | {message: now}
        try:
            await self._redis.set(entries.attention(message), "1", ex=BELIEVED_SECONDS)
        except (RedisError, OSError) as error:
            logger.info("Redis is away (%s); a writer believes that it is listened to.", error)

    async def paid(self, message: UUID) -> bool:
        """Whether somebody listens in any process, or Redis cannot be asked."""
        try:
            return bool(await self._redis.exists(entries.attention(message)))
        except (RedisError, OSError):
            return True
