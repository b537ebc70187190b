"""Carries the word that there is work to Celery's workers, where CELERY_BROKER_URL names a broker.

A message names a lane and no job: whoever gets it claims the next row that is due. So fairness stays in the claim, and
a message that comes twice, late or never changes nothing. What was never told, or whose worker died, the sweep tells.
"""

from datetime import timedelta
from functools import partial
from importlib import import_module

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from tenants.jobs.registry import handler_of, kinds_of, lanes
from tenants.models import Job

SWEEP_SECONDS = 5.0
OVERLOOKED = timedelta(seconds=10)
# Messages for one lane in one sweep; they expire with the next.
MOST_MESSAGES = 10


def announce(kind: str) -> None:
    """Tells a worker, once the running transaction is committed, that a job of this kind waits."""
    if settings.CELERY_BROKER_URL:
        transaction.on_commit(partial(_tell, handler_of(kind).lane))


def sweep() -> int:
    """Tells of jobs that nobody took for a while; returns how many messages that were."""
    return sum(_tell_again(lane) for lane in lanes())


def _tell_again(lane: str) -> int:
    now = timezone.now()
    waiting = Q(state=Job.State.QUEUED, not_before__lte=now - OVERLOOKED)
    abandoned = Q(state=Job.State.RUNNING, lease_until__lte=now)
    overlooked = Job.across_tenants.filter(waiting | abandoned, kind__in=kinds_of(lane))[:MOST_MESSAGES].count()
    for _ in range(overlooked):
        _tell(lane, expires=SWEEP_SECONDS)
    return overlooked


def _tell(lane: str, expires: float | None = None) -> None:
    # One machine has no broker and never loads Celery.
    import_module("tenants.jobs.broker").tell(lane, expires)
