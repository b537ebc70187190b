"""A conversation as its visitor sees it."""

from typing import Any

from chat import abandoned
from chat.models import Conversation, Message

SHOWN = 200


def transcript(conversation: Conversation) -> dict[str, Any]:
    """`{"id", "messages"}` with the last SHOWN messages, oldest first."""
    abandoned.interrupt(conversation.messages.all())
    newest = conversation.messages.order_by("-created_at")[:SHOWN]
    return {"id": str(conversation.pk), "messages": [as_json(message) for message in reversed(newest)]}


def as_json(message: Message) -> dict[str, Any]:
    """One message; of an answer that is being written, what is stored so far."""
    return {
        "id": str(message.pk),
        "role": message.role,
        "text": message.text,
        "state": message.state,
        "sources": message.sources,
        "created_at": message.created_at.isoformat(),
        "feedback": message.rating or None,
    }
