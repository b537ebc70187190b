"""An answer's events, told from its row: for readers whom no log can serve."""

import asyncio
from collections.abc import AsyncGenerator, Iterator
from typing import Any
from uuid import UUID

from chat import abandoned
from chat.events import Event, Kind
from chat.failures import INTERRUPTED, described
from chat.log import BEYOND
from chat.models import Message
from chat.threads import in_thread
from tenants.models import Tenant
from tenants.scope import tenant_scope

LOOK_SECONDS = 0.5
Step = tuple[Kind, dict[str, Any]]


def start_of(message: Message) -> dict[str, Any]:
    """The data of a `start` event."""
    return {
        "message_id": str(message.pk),
        "conversation_id": str(message.conversation_id),
        "adapter": message.adapter or None,
    }


async def replay(tenant: Tenant, message: UUID, after: int) -> AsyncGenerator[list[Event], None]:
    """Tells a stored answer from its beginning, and follows the row until it has ended.

    Its events have ids beyond `after` and beyond those of any log: whoever comes back with one is told from the row
    again, and never gets the rest of a log behind a text that a row has told.

    Yields a list for every look at the row; an empty one says that nothing is new.
    """
    shown: str | None = None
    after = max(after, BEYOND)
    while True:
        with tenant_scope(tenant):
            row = await in_thread(_row, message)
        events = [Event(after + place, *step) for place, step in enumerate(_steps(row, shown), 1)]
        after, shown = after + len(events), row.text
        yield events
        if events and events[-1].ends:
            return
        await asyncio.sleep(LOOK_SECONDS)


def is_over(message: UUID) -> bool:
    """True when nobody writes this answer any more."""
    return _row(message).state != Message.State.STREAMING


def _row(message: UUID) -> Message:
    abandoned.interrupt(Message.objects.filter(pk=message))
    return Message.objects.select_related("conversation").get(pk=message)


def _steps(row: Message, shown: str | None) -> Iterator[Step]:
    if shown is None:
        yield "start", start_of(row)
    if row.text != (shown or ""):
        yield "replace", {"text": row.text}
    if row.state in {Message.State.DONE, Message.State.STOPPED}:
        yield "sources", {"sources": row.sources}
        yield "done", {"state": row.state, "text": row.text, "refused": row.refused}
    elif row.state != Message.State.STREAMING:
        yield "error", described(row.error_code or INTERRUPTED, row.conversation.spoken)
