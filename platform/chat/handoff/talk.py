"""What visitors and agents say to each other while the bot is silent."""

from django.db import transaction
from django.utils import timezone

from chat.handoff.errors import IllegalMove
from chat.handoff.happenings import append
from chat.handoff.moves import check_held
from chat.handoff.states import State
from chat.models import Agent, Conversation, Happening, Message


@transaction.atomic
def visitor_says(conversation: Conversation, text: str, key: str) -> Message:
    """Stores a visitor's message that a person is to answer; the caller holds the conversation's lock."""
    message = Message.objects.create(
        conversation=conversation, role=Message.Role.VISITOR, text=text, idempotency_key=key
    )
    append(conversation, Happening.Kind.MESSAGE, message=message)
    return message


@transaction.atomic
def agent_says(conversation: Conversation, agent: Agent, text: str, key: str) -> Message:
    """Stores an agent's message; the same `key` again gives the same one. Raises Taken, IllegalMove."""
    held = Conversation.objects.filter(pk=conversation.pk, state=State.HUMAN, agent=agent)
    # An update, not a look: it locks the row, so that nobody takes the conversation over meanwhile.
    if not held.update(updated_at=timezone.now()):
        conversation.refresh_from_db()
        check_held(conversation, agent)
        raise IllegalMove("This conversation is not yours.", "Take it over first, then answer.")
    said = conversation.messages.filter(role=Message.Role.AGENT, agent=agent, idempotency_key=key)
    if key and (earlier := said.first()):
        return earlier
    message = Message.objects.create(
        conversation=conversation, role=Message.Role.AGENT, agent=agent, text=text, idempotency_key=key
    )
    append(conversation, Happening.Kind.MESSAGE, message=message)
    return message
