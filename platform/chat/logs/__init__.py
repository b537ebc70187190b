"""Where the logs of answers are kept: in this process, or in Redis where several processes share the work."""

from django.conf import settings

from chat import shared
from chat.log import EventLog, MemoryLog
from chat.logs.redis import RedisLog

CONNECT_SECONDS, ANSWER_SECONDS = 2.0, 5.0


def make() -> EventLog:
    """The log of the running event loop, as REDIS_URL says."""
    if not settings.REDIS_URL:
        return MemoryLog()
    return RedisLog(shared.redis(CONNECT_SECONDS, ANSWER_SECONDS))
