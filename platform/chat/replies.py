"""All answers that this process is writing, and the way to read any answer."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Coroutine, Set
from contextlib import AbstractContextManager, aclosing, nullcontext
from typing import Any, TypeVar
from uuid import UUID
from weakref import WeakKeyDictionary

from django.conf import settings

from chat import abandoned, logs, signs
from chat.audience import Audience
from chat.events import Event, coalesced
from chat.log import EventLog
from chat.models import Message
from chat.pace import Pace
from chat.replay import is_over, replay
from chat.reply import Reply
from chat.session import Session
from chat.threads import in_signing_thread, in_thread
from chat.turns import Passed, Turn, begin
from serving.client import Engine
from tenants import trail
from tenants.models import Tenant
from tenants.scope import tenant_scope

logger = logging.getLogger(__name__)

HEARTBEAT_SECONDS = 15.0
PATIENCE_SECONDS = 60.0
SIGN_SECONDS = 1.0
T = TypeVar("T")


class Replies:
    """The answers of one event loop. Its tasks belong to it and not to the request that caused them."""

    def __init__(self, log: EventLog, engine: Engine, patience: float = PATIENCE_SECONDS) -> None:
        self._log = log
        self._engine = engine
        self._patience = patience
        self._running: dict[UUID, tuple[Reply, Audience]] = {}
        self._tasks: set[asyncio.Task[Any]] = set()
        self._signing: asyncio.Task[None] | None = None

    async def ask(self, session: Session, text: str, key: str) -> Turn | Passed:
        """Takes a question and has it answered, also when the caller goes away meanwhile. Raises as `turns.begin`."""
        return await asyncio.shield(self._own(self._ask(session, text, key)))

    async def read(self, tenant: Tenant, message: UUID, after: int) -> AsyncGenerator[list[Event], None]:
        """Events beyond `after` up to the answer's end, in lists; an empty list is a sign of life."""
        with self._member(message):
            while (found := await self._log.read(message, after, HEARTBEAT_SECONDS)) is not None:
                events = coalesced(found)
                after = events[-1].id if events else after
                yield events
                if events and events[-1].ends:
                    return
                if not events and await self._is_over(tenant, message):
                    break
        async with aclosing(replay(tenant, message, after)) as stored:
            async for events in stored:
                await self._log.listen(message)
                yield events

    def follow(self, turn: Turn | Passed) -> AsyncGenerator[list[Event], None]:
        """All events of what `ask` gave."""
        if isinstance(turn, Passed):
            return _told(turn.events)
        return self.read(turn.session.tenant, turn.answer.pk, 0)

    async def _is_over(self, tenant: Tenant, message: UUID) -> bool:
        """True when the row has ended without its log: the process that wrote it died."""
        if message in self._running:
            return False
        with tenant_scope(tenant):
            return await in_thread(is_over, message)

    async def stop(self, tenant: Tenant, message: UUID) -> None:
        """Stops the answer, here at once, or in another process within about a second."""
        if running := self._running.get(message):
            running[0].stop()
            return
        with tenant_scope(tenant):
            await in_thread(_request_stop, message)

    async def sweep(self) -> None:
        """Marks what died with an earlier process: now, and once the last of it has fallen silent."""
        for pause in (0.0, abandoned.STALE.total_seconds()):
            await asyncio.sleep(pause)
            await in_thread(abandoned.interrupt, Message.across_tenants.all())

    def sweep_in_background(self) -> None:
        """Starts `sweep`."""
        self._own(self.sweep())

    async def close(self) -> None:
        """Ends what runs, as interrupted, and waits until that is stored."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._log.close()
        await self._engine.aclose()

    async def _ask(self, session: Session, text: str, key: str) -> Turn | Passed:
        with tenant_scope(session.tenant):
            turn = await in_thread(begin, session, text, key)
        if isinstance(turn, Turn) and turn.fresh:
            await self._begin(turn)
        return turn

    async def _begin(self, turn: Turn) -> None:
        message = turn.answer.pk
        reply = Reply(turn, self._log, self._engine)
        audience = Audience(self._patience, lambda: self._own(self._left(message)))
        self._running[message] = reply, audience
        if self._signing is None or self._signing.done():
            self._signing = self._own(self._sign())
        task = await reply.begin()
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        task.add_done_callback(lambda _: self._ended(message))

    async def _left(self, message: UUID) -> None:
        """Nobody in this process listens any more: stops the answer unless somebody does in another."""
        heard = await self._log.heard(message)
        if running := self._running.get(message):
            reply, audience = running
            if heard or audience.present:
                audience.wait_again()
            else:
                reply.stop()

    async def _sign(self) -> None:
        """While answers are written: stores them, and hears of stops that another process was asked for."""
        await asyncio.sleep(SIGN_SECONDS)
        while self._running:
            texts = {message: reply.text for message, (reply, _) in self._running.items()}
            try:
                going = await in_signing_thread(signs.sign, texts)
            except Exception:
                logger.exception("%s answers could not be stored for now.", len(texts))
            else:
                self._stop_all(texts.keys() - going)
            await asyncio.sleep(SIGN_SECONDS)

    def _stop_all(self, messages: Set[UUID]) -> None:
        for message in messages & self._running.keys():
            self._running[message][0].stop()

    def _ended(self, message: UUID) -> None:
        _, audience = self._running.pop(message)
        audience.dismiss()

    def _member(self, message: UUID) -> AbstractContextManager[None]:
        running = self._running.get(message)
        return running[1].member() if running else nullcontext()

    def _own(self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        # A fresh context: what belongs to the request, such as its thread, must not outlive it.
        task = asyncio.create_task(work, context=trail.fresh_context())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task


_of_loop: WeakKeyDictionary[asyncio.AbstractEventLoop, Replies] = WeakKeyDictionary()


def current() -> Replies:
    """The answers of the running event loop; made, with a sweep of what is left from before, at first use."""
    loop = asyncio.get_running_loop()
    if loop not in _of_loop:
        engine = Engine(settings.ENGINE_URL, timeout=settings.ENGINE_TIMEOUT, pause=Pace().pause)
        _of_loop[loop] = Replies(logs.make(), engine)
        _of_loop[loop].sweep_in_background()
    return _of_loop[loop]


async def _told(events: list[Event]) -> AsyncGenerator[list[Event], None]:
    yield events


def _request_stop(message: UUID) -> None:
    Message.objects.filter(pk=message, state=Message.State.STREAMING).update(stop_requested=True)
