"""Whether somebody is there."""

from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db.models import Q, QuerySet
from django.utils import timezone

from chat.handoff.hours import Hours
from chat.models import Agent, ChatSettings

# An inbox gives a sign of life every SIGN; one may be lost.
SIGN = timedelta(seconds=15)
PRESENT = timedelta(seconds=45)
NAME_LENGTH = 60


def agent_of(user: User) -> Agent:
    """The member as an agent of the scope's business; by default with the first word of the address as the name."""
    name = user.first_name or user.email.partition("@")[0].split(".")[0].capitalize() or "Team"
    return Agent.objects.get_or_create(user=user, defaults={"name": name[:NAME_LENGTH]})[0]


def present() -> QuerySet[Agent]:
    """The agents of the scope's business with an open inbox who are not away."""
    return Agent.objects.filter(away=False, seen_at__gt=timezone.now() - PRESENT)


def sign(agent: Agent) -> None:
    """Notes that the agent's inbox is open; cheap when it was noted just now."""
    now = timezone.now()
    old = Q(seen_at=None) | Q(seen_at__lt=now - SIGN)
    Agent.objects.filter(old, pk=agent.pk).update(seen_at=now)


def hours_now(chat: ChatSettings, now: datetime | None = None) -> tuple[bool, datetime | None] | None:
    """Whether the business is open and when that changes; None if it gave no hours."""
    if not any(chat.hours.values()):
        return None
    return Hours(chat.hours, chat.timezone, chat.closed_on).at(now or timezone.now())


def can_be_asked(chat: ChatSettings) -> bool:
    """Whether a visitor can ask for a person: within hours, or without any while an inbox is open."""
    if not chat.handoff:
        return False
    found = hours_now(chat)
    return found[0] if found else present().exists()
