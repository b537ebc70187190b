"""Sends messages to Celery's broker. Loaded only where there is one."""

import logging
from functools import cache

from celery import Celery
from django.conf import settings
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)

RUN, SWEEP = "botwright.run", "botwright.sweep"
CONNECT_SECONDS = 2


def queue_of(lane: str) -> str:
    """The name of a lane's queue."""
    return f"botwright.{lane}"


def tell(lane: str, expires: float | None) -> None:
    """One message to the workers of a lane, gone after `expires` seconds. A broker that is away is no error."""
    try:
        _sender().send_task(RUN, args=[lane], queue=queue_of(lane), expires=expires, retry=False)
    except (OperationalError, OSError) as error:
        # The row is there: the sweep finds it when the broker is back.
        logger.warning("The broker is away (%s); a job of lane %s waits for the sweep.", error, lane)


@cache
def _sender() -> Celery:
    sender = Celery("botwright", broker=settings.CELERY_BROKER_URL, set_as_current=False)
    sender.conf.update(
        task_ignore_result=True,
        broker_connection_timeout=CONNECT_SECONDS,
        broker_transport_options={"socket_connect_timeout": CONNECT_SECONDS, "max_retries": 1},
    )
    return sender
