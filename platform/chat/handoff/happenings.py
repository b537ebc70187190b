"""The numbered steps of a conversation: written in the transaction of what happened, read by whoever watches."""

from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from chat.events import Event
from chat.handoff import bell
from chat.models import Conversation, Happening
from chat.transcript import as_json

MOST = 200


@transaction.atomic
def append(conversation: Conversation, kind: Happening.Kind, **fields: Any) -> Happening:
    """Adds a step under the next number and wakes who watches once it is committed."""
    row = Conversation.objects.filter(pk=conversation.pk)
    # The update locks the row to the end of the transaction, so numbers are committed in their order.
    row.update(happened=F("happened") + 1, updated_at=timezone.now())
    number = row.values_list("happened", flat=True).get()
    conversation.happened = number
    bell.ring(conversation)
    return Happening.objects.create(conversation=conversation, number=number, kind=kind, **fields)


def since(conversation: Conversation, number: int) -> list[Event]:
    """What happened beyond `number`, at most MOST steps, oldest first."""
    shown = ("agent", "message__agent", "message__attachment")
    found = conversation.happenings.filter(number__gt=number).select_related(*shown)
    return [event_of(step) for step in found.order_by("number")[:MOST]]


def event_of(step: Happening) -> Event:
    """The step as the visitor is told."""
    if step.message:
        return Event(step.number, "message", as_json(step.message))
    return Event(step.number, "handoff", told(step.state, step.agent.name if step.agent else None, step.reason))


def told(state: str, agent: str | None, reason: str = "") -> dict[str, Any]:
    """The data of a `handoff` event."""
    return {"state": state, "agent": agent, "reason": reason}
