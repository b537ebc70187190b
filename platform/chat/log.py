"""The append-only log of events of each answer in the making, tailed by any number of readers."""

import asyncio
from typing import Any, Protocol
from uuid import UUID

from chat.events import Event, Kind

KEEP_SECONDS = 180.0
# No log grows so long: ids from here on are told from the database.
BEYOND = 1_000_000


class EventLog(Protocol):
    """One log per message. What is appended is never changed; after its last event a log is kept for minutes."""

    async def append(self, message: UUID, kind: Kind, data: dict[str, Any]) -> None:
        """Adds an event under the next id; the first one opens the log."""

    async def read(self, message: UUID, after: int, patience: float) -> list[Event] | None:
        """The events beyond `after`, waiting up to `patience` seconds for one: empty when none came.

        None when this log cannot serve the reader: it is gone, was never here, or holds nothing beyond `after` and
        never will. Then the database row can.
        """

    async def listen(self, message: UUID) -> None:
        """Says that somebody here follows the answer although not by this log."""

    async def heard(self, message: UUID) -> bool:
        """Whether somebody in another process follows the answer, or may."""

    async def close(self) -> None:
        """Hands over what others may still want to read; nothing is appended any more."""


class Log:
    """One message's events in memory; their ids are 1, 2, 3 …"""

    def __init__(self) -> None:
        self.events: list[Event] = []
        # Who waits, and until when on the loop's clock.
        self._waiting: dict[asyncio.Future[None], float] = {}
        self._alarm: asyncio.TimerHandle | None = None

    @property
    def ended(self) -> bool:
        """True when nothing more can come."""
        return bool(self.events) and self.events[-1].ends

    def add(self, kind: Kind, data: dict[str, Any]) -> None:
        """Adds an event under the next id and wakes who waits."""
        self.events.append(Event(len(self.events) + 1, kind, data))
        self.wake()

    def wake(self) -> None:
        """Has who waits look again, whether anything came or not."""
        for waiter in self._waiting:
            _wake(waiter)

    async def read(self, after: int, patience: float) -> list[Event] | None:
        """See EventLog."""
        if after > len(self.events) or (self.ended and after == len(self.events)):
            return None
        if after == len(self.events):
            await self._grown(patience)
        return self.events[after:]

    async def _grown(self, patience: float) -> None:
        loop = asyncio.get_running_loop()
        waiter = loop.create_future()
        until = self._waiting[waiter] = loop.time() + patience
        # One alarm for all who wait, left standing: a timer for each event would be set and cancelled, never needed.
        if self._alarm is None or until < self._alarm.when():
            self._set_alarm(until)
        try:
            await waiter
        finally:
            del self._waiting[waiter]

    def _set_alarm(self, when: float) -> None:
        if self._alarm:
            self._alarm.cancel()
        self._alarm = asyncio.get_running_loop().call_at(when, self._ring, when)

    def _ring(self, now: float) -> None:
        """Wakes whose patience is over; the others have the next alarm."""
        self._alarm = None
        for waiter in [waiter for waiter, until in self._waiting.items() if until <= now]:
            _wake(waiter)
        if later := [until for until in self._waiting.values() if until > now]:
            self._set_alarm(min(later))


class MemoryLog:
    """Logs in the memory of one process and event loop."""

    def __init__(self, keep: float = KEEP_SECONDS) -> None:
        self._keep = keep
        self._logs: dict[UUID, Log] = {}

    async def append(self, message: UUID, kind: Kind, data: dict[str, Any]) -> None:
        """See EventLog."""
        self.grow(message, kind, data)

    async def read(self, message: UUID, after: int, patience: float) -> list[Event] | None:
        """See EventLog."""
        log = self._logs.get(message)
        return await log.read(after, patience) if log else None

    async def listen(self, message: UUID) -> None:
        """See EventLog. There is no other process to tell."""

    async def heard(self, message: UUID) -> bool:
        """See EventLog."""
        return False

    async def close(self) -> None:
        """See EventLog. Nobody but this process could read."""

    def grow(self, message: UUID, kind: Kind, data: dict[str, Any]) -> Log:
        """Adds an event; returns the log that it belongs to."""
        log = self._logs.setdefault(message, Log())
        log.add(kind, data)
        if log.ended:
            asyncio.get_running_loop().call_later(self._keep, self._logs.pop, message, None)
        return log

    def holds(self, message: UUID) -> bool:
        """True for a message that this process writes, or has written lately."""
        return message in self._logs


def _wake(waiter: asyncio.Future[None]) -> None:
    if not waiter.done():
        waiter.set_result(None)
