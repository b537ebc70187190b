"""A conversation as its visitor sees it."""

from typing import Any

from chat import abandoned
from chat.models import Attachment, Conversation, Message

SHOWN = 200


def transcript(conversation: Conversation) -> dict[str, Any]:
    """`{"id", "state", "agent", "events", "messages"}` with the last SHOWN messages, oldest first."""
    abandoned.interrupt(conversation.messages.all())
    # Before the messages: what happens in between is told again rather than missed.
    stands = standing(conversation)
    newest = conversation.messages.select_related("agent", "attachment").order_by("-created_at")[:SHOWN]
    return {"id": str(conversation.pk), **stands, "messages": [as_json(message) for message in reversed(newest)]}


def standing(conversation: Conversation) -> dict[str, Any]:
    """Who answers (`state`, and the name of the `agent`), and the number of the newest happening (`events`)."""
    agent = conversation.agent
    return {"state": conversation.state, "agent": agent.name if agent else None, "events": conversation.happened}


def as_json(message: Message) -> dict[str, Any]:
    """One message; of an answer that is being written, what is stored so far."""
    shown = {
        "id": str(message.pk),
        "role": message.role,
        "text": message.text,
        "state": message.state,
        "sources": message.sources,
        "created_at": message.created_at.isoformat(),
        "feedback": message.rating or None,
    }
    shown |= {"agent": message.agent.name} if message.agent else {}
    attachment = getattr(message, "attachment", None) if message.role == Message.Role.VISITOR else None
    return shown | ({"file": _file(attachment)} if attachment else {})


def _file(attachment: Attachment) -> dict[str, Any]:
    return {
        "id": str(attachment.pk),
        "name": attachment.name,
        "size": attachment.size,
        "picture": attachment.is_picture,
        "partly": attachment.partly,
    }
