"""The Redis that all processes share, as the chat asks it."""

from django.conf import settings
from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

MOST_CONNECTIONS = 20


def redis(connect_seconds: float, answer_seconds: float) -> Redis:
    """A client that fails within these times where Redis is away: each caller knows better than to wait for it.

    redis-py by itself would try for many seconds, and refuse the hundredth call at a time instead of letting it wait.
    """
    pool = BlockingConnectionPool.from_url(
        settings.REDIS_URL,
        max_connections=MOST_CONNECTIONS,
        timeout=answer_seconds,
        socket_connect_timeout=connect_seconds,
        socket_timeout=answer_seconds,
        # Once, because a connection that was kept may be one to a server that was restarted since.
        retry=Retry(NoBackoff(), 1),
    )
    return Redis(connection_pool=pool)
