"""How many answers a site gives in a day: what a flood can cost at most."""

import math
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from assistants.models import Assistant
from chat.errors import BudgetSpent
from chat.models import Conversation, Message


def allowed(assistant: Assistant) -> int:
    """Answers a day (UTC) to visitors of the website; 0: as many as they like."""
    own = assistant.daily_answers
    return settings.CHAT_SITE_ANSWERS_PER_DAY if own is None else own


def given_today(assistant: Assistant) -> int:
    """Answers given or begun today, in the tenant's scope."""
    return _today(assistant).count()


def check(assistant: Assistant) -> None:
    """Raises BudgetSpent, with the seconds until midnight, when today's answers are given."""
    if is_spent(assistant):
        raise BudgetSpent(seconds_left())


def is_spent(assistant: Assistant) -> bool:
    """True when the site has given all its answers of today."""
    most = allowed(assistant)
    # Whether there is a last one, and not how many there are: asked before every answer.
    return bool(most) and _today(assistant)[most - 1 : most].exists()


def seconds_left() -> int:
    """Of today."""
    return math.ceil((midnight() + timedelta(days=1) - timezone.now()).total_seconds())


def midnight() -> datetime:
    """When today (UTC) began."""
    return timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)


def _today(assistant: Assistant) -> QuerySet[Message]:
    return Message.objects.filter(
        role=Message.Role.ASSISTANT,
        created_at__gte=midnight(),
        conversation__assistant=assistant,
        conversation__channel=Conversation.Channel.WIDGET,
    ).order_by()
