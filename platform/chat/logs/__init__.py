"""Where the logs of answers are kept: in this process, or in Redis where several processes share the work."""

from django.conf import settings
from redis.asyncio import Redis

from chat.log import EventLog, MemoryLog
from chat.logs.redis import RedisLog

CONNECT_SECONDS = 2.0


def make() -> EventLog:
    """The log of the running event loop, as REDIS_URL says."""
    if not settings.REDIS_URL:
        return MemoryLog()
    return RedisLog(Redis.from_url(settings.REDIS_URL, socket_connect_timeout=CONNECT_SECONDS))
