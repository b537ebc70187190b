"""An agent's inbox over a WebSocket.

In, as JSON:  {type: "open", id}    {type: "say", id, text, key}    {type: "typing", id}    {type: "draft", id}
              {type: "take" | "hand_back" | "close", id}    {type: "transfer", id, holder}    {type: "away", away}
Out:          {event: "list", data} and {event: "talk", data}: whole, at first and whenever they have changed;
              {event: "typing", id}, {event: "draft", id, text}, {event: "said", id, key}, {event: "refused", data}.
Close codes:  4401 signed out; 4403 no member of the business any more, or a foreign page.

Before anything is read or done for the socket it is asked again who sits there (`seats`).
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

from channels.generic.websocket import AsyncWebsocketConsumer

from chat.errors import BadRequest, ChatError, NotSignedIn
from chat.frames import Frame, frame_of, refusal, written
from chat.handoff import bell, desk, inbox
from chat.handoff.availability import sign
from chat.handoff.drafts import propose
from chat.handoff.seats import Seat, seat
from chat.models import Conversation
from chat.threads import in_thread
from tenants.errors import UserError
from tenants.scope import tenant_scope

logger = logging.getLogger(__name__)

LOOK_SECONDS = 2.0
SIGNED_OUT, FORBIDDEN = 4401, 4403
Work = Callable[[Seat], Awaitable[None]]


class InboxConsumer(AsyncWebsocketConsumer):
    """One tab of one agent."""

    async def connect(self) -> None:
        """Accepts at any rate, so that the page hears why it may not stay."""
        self.assistant: UUID = self.scope["url_route"]["kwargs"]["assistant_id"]
        self.open: UUID | None = None
        self.shown: dict[str, str] = {}
        self.turn = asyncio.Lock()
        self.drafting: asyncio.Task[None] | None = None
        bell.at_home()
        await self.channel_layer.group_add(bell.inbox(self.assistant), self.channel_name)
        await self.accept()
        self.looking = asyncio.create_task(self._keep_looking())

    async def disconnect(self, code: int) -> None:
        """The agent counts as present for a little longer: it may be a reload."""
        await self.channel_layer.group_discard(bell.inbox(self.assistant), self.channel_name)
        for task in filter(None, (self.looking, self.drafting)):
            task.cancel()

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """One frame, and a look at what it has changed."""

        async def act(found: Seat) -> None:
            frame = frame_of(text_data, '{"type": "open", "id": "…"}')
            await self._act(frame, found)
            await self._look(found)

        await self._seated(act)

    async def look(self, ring: Frame) -> None:
        """The bell: something has changed."""
        await self._seated(self._look)

    async def typing(self, ring: Frame) -> None:
        """The bell: a visitor is typing."""
        if ring["conversation"] == str(self.open):
            await self._send(event="typing", id=ring["conversation"])

    async def _keep_looking(self) -> None:
        while True:
            await self._seated(self._look)
            await asyncio.sleep(LOOK_SECONDS)

    async def _seated(self, work: Work) -> None:
        """Does `work` in the tenant's scope if somebody may sit here, one thing after the other."""
        async with self.turn:
            try:
                found = await in_thread(seat, self.scope, self.assistant)
            except UserError as error:
                await self.send(text_data=written(refusal(error)))
                await self.close(SIGNED_OUT if isinstance(error, NotSignedIn) else FORBIDDEN)
                self.looking.cancel()
                return
            with tenant_scope(found.assistant.tenant):
                await self._done(work(found))

    async def _done(self, work: Awaitable[None]) -> None:
        try:
            await work
        except UserError as error:
            await self.send(text_data=written(refusal(error)))
        except Exception:
            logger.exception("An inbox of %s failed.", self.assistant)
            failed = ChatError("That did not work.", "Try again; the operator finds the reason in the log.")
            await self.send(text_data=written(refusal(failed)))

    async def _act(self, frame: Frame, found: Seat) -> None:
        if frame["type"] == "away":
            await in_thread(desk.step_away, found.agent, bool(frame.get("away")))
            return
        conversation = await in_thread(inbox.one, found.assistant, frame.get("id"))
        if frame["type"] == "open":
            self.open = conversation.pk
        elif frame["type"] == "draft":
            self._draft(conversation)
        elif frame["type"] in desk.ACTS:
            await desk.ACTS[frame["type"]](found, conversation, frame)
            if frame["type"] == "say":
                await self._send(event="said", id=str(conversation.pk), key=frame.get("key"))
        else:
            raise BadRequest("This type of frame is not known.", f"Known are: {', '.join(desk.ACTS)}.")

    async def _look(self, found: Seat) -> None:
        for event, data in (await in_thread(self._seen, found)).items():
            text = written({"event": event, "data": data})
            if self.shown.get(event) != text:
                self.shown[event] = text
                await self.send(text_data=text)

    def _seen(self, found: Seat) -> dict[str, Any]:
        sign(found.agent)
        seen = {"list": inbox.listed(found.assistant, found.agent)}
        if self.open and (conversation := found.assistant.conversations.filter(pk=self.open).first()):
            seen["talk"] = inbox.opened(conversation, found.agent)
        return seen

    def _draft(self, conversation: Conversation) -> None:
        """Beside all else: the engine takes its time."""
        if self.drafting:
            self.drafting.cancel()

        async def propose_and_send() -> None:
            text = ""

            async def show(found: Seat) -> None:
                await self._send(event="draft", id=str(conversation.pk), text=text)

            async def work() -> None:
                nonlocal text
                text = await propose(conversation)
                await self._seated(show)

            await self._done(work())

        self.drafting = asyncio.create_task(propose_and_send())

    async def _send(self, **frame: object) -> None:
        await self.send(text_data=written(frame))
