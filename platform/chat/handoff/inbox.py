"""What agents see: the list of conversations, and one of them."""

from typing import Any
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery

from assistants.models import Assistant
from chat.errors import Unknown
from chat.handoff.availability import present
from chat.handoff.states import SILENT, State
from chat.models import Agent, Conversation, Happening, Message
from chat.transcript import transcript

RECENT = 40
PREVIEW = 140


def one(assistant: Assistant, pk: object) -> Conversation:
    """A conversation of this assistant, by the id that somebody sent. Raises Unknown."""
    try:
        found = assistant.conversations.select_related("agent", "visitor").filter(pk=UUID(str(pk))).first()
    except ValueError:
        found = None
    if found:
        return found
    raise Unknown("There is no such conversation.", "Choose one from the list.")


def listed(assistant: Assistant, agent: Agent) -> dict[str, Any]:
    """Who is there, and the conversations: those that need a person, then the RECENT newest others."""
    rows = _with_last(assistant.conversations.select_related("agent", "visitor"))
    silent = rows.filter(state__in=SILENT).order_by("state_since")
    others = rows.exclude(state__in=SILENT).exclude(last_role=None).order_by("-updated_at")[:RECENT]
    return {
        "agents": sorted(present().values_list("name", flat=True)),
        "away": agent.away,
        "rows": [_row(row, agent) for row in (*silent, *others)],
    }


def opened(conversation: Conversation, agent: Agent) -> dict[str, Any]:
    """One conversation with what was said and how it changed hands."""
    conversation.refresh_from_db()
    moves = conversation.happenings.filter(kind=Happening.Kind.HANDOFF).select_related("agent")
    return transcript(conversation) | {
        "mine": conversation.agent_id == agent.pk,
        "holder": str(conversation.agent_id) if conversation.agent_id else None,
        "visitor": str(conversation.visitor) if conversation.visitor else "Visitor",
        "email": conversation.visitor.email if conversation.visitor else "",
        "origin": conversation.origin,
        "channel": conversation.get_channel_display(),
        "moves": [_move(step) for step in moves],
    }


def waiting_count(assistant: Assistant) -> int:
    """Conversations in which a visitor waits for a person."""
    return assistant.conversations.filter(state=State.WAITING).count()


def _with_last(rows: QuerySet[Conversation]) -> QuerySet[Any]:
    last = Message.objects.filter(conversation=OuterRef("pk")).order_by("-created_at")
    asked = last.filter(role=Message.Role.VISITOR)
    return rows.annotate(last_role=Subquery(last.values("role")[:1]), last_asked=Subquery(asked.values("text")[:1]))


def _row(row: Any, agent: Agent) -> dict[str, Any]:
    return {
        "id": str(row.pk),
        "state": row.state,
        "agent": row.agent.name if row.agent else None,
        "mine": row.agent_id == agent.pk,
        "visitor": str(row.visitor) if row.visitor else "Visitor",
        "channel": row.get_channel_display(),
        "origin": row.origin,
        "since": (row.state_since or row.created_at).isoformat(),
        "updated": row.updated_at.isoformat(),
        "preview": (row.last_asked or "")[:PREVIEW],
        "from": row.last_role,
    }


def _move(step: Happening) -> dict[str, Any]:
    return {
        "state": step.state,
        "agent": step.agent.name if step.agent else None,
        "reason": step.reason,
        "detail": step.detail,
        "at": step.at.isoformat(),
    }
