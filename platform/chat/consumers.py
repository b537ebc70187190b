"""The conversation over a WebSocket: the same sessions, limits, answers and events as over HTTP.

In, as JSON:  {type: "hello", token}  first, and again with a fresh token before the old one expires
              {type: "message", text, key}    {type: "resume", id, after}    {type: "cancel", id}
              {type: "listen", after}    {type: "handoff"}    {type: "withdraw"}    {type: "typing"}
Out:          {event: "welcome", expires_in}, then {event, id, message, data} as in docs/architecture.md.
              A refused frame is answered by {event: "refused", data: {code, message, hint, challenge?, retry_after?}};
              a solved challenge goes along as `altcha` with the frame sent again.
Close codes:  4401 token missing, wrong or expired; 4403 origin or assistant not allowed; 4400 not JSON.
"""

import asyncio
import logging
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from uuid import UUID

from channels.generic.websocket import AsyncWebsocketConsumer

from chat import bodies, callers, limits, replies, workflows
from chat.errors import BadRequest, BotOff, NotSignedIn, OriginRefused
from chat.events import Event
from chat.frames import Frame, frame_of, refusal, written
from chat.handoff import views as people
from chat.handoff.feed import follow
from chat.session import Session, authorise
from chat.threads import in_thread
from chat.turns import Passed
from tenants.errors import UserError
from tenants.scope import tenant_scope

logger = logging.getLogger(__name__)

HELLO_SECONDS = 10.0
BAD_FRAME, SIGNED_OUT, FORBIDDEN = 4400, 4401, 4403


class ChatConsumer(AsyncWebsocketConsumer):
    """One socket of one visitor."""

    async def connect(self) -> None:
        """Accepts; without a hello the socket is closed soon."""
        self.caller = callers.of_socket(self.scope)
        self.token = ""
        self.readers: dict[UUID | None, asyncio.Task[None]] = {}
        self.expiry = self._close_after(HELLO_SECONDS)
        await self.accept()

    async def disconnect(self, code: int) -> None:
        """Stops reading. What is being answered is answered to the end."""
        self.expiry.cancel()
        for reader in self.readers.values():
            reader.cancel()

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """One frame. The token is checked again with every frame: a socket does not outlive what allowed it."""
        try:
            frame = frame_of(text_data, '{"type": "hello", "token": "…"}')
            session = await self._session(frame)
            await self._act(frame, session)
        except (NotSignedIn, OriginRefused, BotOff) as error:
            await self._refuse(error)
            await self.close(SIGNED_OUT if isinstance(error, NotSignedIn) else FORBIDDEN)
        except UserError as error:
            await self._refuse(error)

    async def _session(self, frame: Frame) -> Session:
        if frame["type"] == "hello":
            self.token = str(frame.get("token"))
        return await in_thread(authorise, self.token, self.caller)

    async def _act(self, frame: Frame, session: Session) -> None:
        acts: dict[str, Callable[[Frame, Session], Awaitable[None]]] = {
            "hello": self._hello,
            "message": self._message,
            "resume": self._resume,
            "cancel": self._cancel,
            "listen": self._listen,
            "handoff": self._handoff,
            "withdraw": self._withdraw,
            "typing": self._typing,
        }
        if frame["type"] not in acts:
            raise BadRequest("This type of frame is not known.", f"Known are: {', '.join(acts)}.")
        await acts[frame["type"]](frame, session)

    async def _hello(self, frame: Frame, session: Session) -> None:
        left = max(0.0, session.claims.expires - time.time())
        self.expiry.cancel()
        self.expiry = self._close_after(left)
        await self._send({"event": "welcome", "expires_in": int(left)})

    async def _message(self, frame: Frame, session: Session) -> None:
        text, key = bodies.question(frame), bodies.idempotency_key(frame.get("key"))
        await limits.may_ask(session, self.caller, str(frame.get("altcha") or ""))
        turn = await replies.current().ask(session, text, key)
        about = turn.question if isinstance(turn, Passed) else turn.answer
        self._read(about.pk, replies.current().follow(turn))

    async def _resume(self, frame: Frame, session: Session) -> None:
        message, after = await self._answer(frame, session), bodies.after(frame.get("after"))
        self._read(message, replies.current().read(session.tenant, message, after))

    async def _cancel(self, frame: Frame, session: Session) -> None:
        await replies.current().stop(session.tenant, await self._answer(frame, session))

    async def _listen(self, frame: Frame, session: Session) -> None:
        self._read(None, follow(lambda: self.token, self.caller, bodies.after(frame.get("after"))))

    async def _handoff(self, frame: Frame, session: Session) -> None:
        await people.ask(session)

    async def _withdraw(self, frame: Frame, session: Session) -> None:
        await people.go_on(session)

    async def _typing(self, frame: Frame, session: Session) -> None:
        await people.tell_typing(session)

    async def _answer(self, frame: Frame, session: Session) -> UUID:
        try:
            message = UUID(str(frame.get("id")))
        except ValueError:
            raise BadRequest("`id` is not the id of a message.", "Send the `message` of an earlier frame.") from None
        with tenant_scope(session.tenant):
            return (await in_thread(workflows.answer_of, session, message)).pk

    def _read(self, message: UUID | None, batches: AsyncGenerator[list[Event], None]) -> None:
        """Sends on what is told about a message, or with None about the conversation; an earlier reader ends."""
        if earlier := self.readers.get(message):
            earlier.cancel()
        self.readers[message] = asyncio.create_task(self._forward(message, batches))

    async def _forward(self, message: UUID | None, told: AsyncGenerator[list[Event], None]) -> None:
        async with aclosing(told) as batches:
            async for batch in batches:
                for event in batch:
                    await self._send(event.frame(message))

    def _close_after(self, seconds: float) -> asyncio.Task[None]:
        async def expire() -> None:
            await asyncio.sleep(seconds)
            await self.close(SIGNED_OUT)

        return asyncio.create_task(expire())

    async def _refuse(self, error: UserError) -> None:
        await self._send(refusal(error))

    async def _send(self, frame: Frame) -> None:
        await self.send(text_data=written(frame))
