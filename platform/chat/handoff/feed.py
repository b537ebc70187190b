"""What happens in a visitor's conversation, live: for `/events` and for the WebSocket alike."""

from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass, field
from uuid import UUID

from chat.callers import Caller
from chat.events import Event
from chat.handoff import bell
from chat.handoff.happenings import since
from chat.handoff.states import SILENT
from chat.models import Conversation
from chat.session import authorise
from chat.threads import in_thread
from tenants.errors import UserError
from tenants.scope import tenant_scope

# Seconds between looks when no bell rings: while a person is asked for or there, and while the bot answers.
LOOK_SECONDS, IDLE_SECONDS = 3.0, 15.0


@dataclass(frozen=True)
class Look:
    """What one look found."""

    conversation: Conversation | None = None
    events: list[Event] = field(default_factory=list)

    @property
    def patience(self) -> float:
        """Seconds until the next look."""
        return LOOK_SECONDS if self.conversation and self.conversation.state in SILENT else IDLE_SECONDS


async def follow(token: Callable[[], str], caller: Caller, after: int) -> AsyncGenerator[list[Event], None]:
    """Events beyond `after`, in lists; an empty list is a sign of life. `Event.id` is 0 for what is not repeated.

    `token` gives the newest one, which is checked again at every look. Ends when it no longer opens the door, and when
    the visitor has begun another conversation.
    """
    try:
        visitor = (await in_thread(authorise, token(), caller)).visitor
        async with bell.listening(bell.visitor(visitor)) as wait:
            followed: UUID | None = None
            while True:
                look = await in_thread(_look, token(), caller, after)
                found = look.conversation.pk if look.conversation else None
                if followed not in {None, found}:
                    return
                followed, after = found, look.events[-1].id if look.events else after
                yield look.events
                ring = await wait(look.patience)
                if ring and ring["type"] == "typing":
                    yield [Event(0, "typing", {"agent": ring["agent"]})]
    except UserError:
        return


def _look(token: str, caller: Caller, after: int) -> Look:
    session = authorise(token, caller)
    with tenant_scope(session.tenant):
        conversation = session.conversation()
        return Look(conversation, since(conversation, after)) if conversation else Look()
