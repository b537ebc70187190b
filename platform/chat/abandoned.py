"""Answers whose writer died: nobody will finish them, so they are marked as interrupted."""

from datetime import timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from chat.failures import INTERRUPTED
from chat.models import Message

# A living writer signs every second; a database that is busy may hold it up for a while.
STALE = timedelta(seconds=15)


def alive() -> Q:
    """The answers that somebody is writing now."""
    return Q(state=Message.State.STREAMING, written_at__gt=timezone.now() - STALE)


def interrupt(messages: QuerySet[Message]) -> int:
    """Marks those of `messages` that were left streaming; returns how many that were."""
    left = messages.filter(state=Message.State.STREAMING).exclude(alive())
    return left.update(state=Message.State.INTERRUPTED, error_code=INTERRUPTED)
