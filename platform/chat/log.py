"""The append-only log of events of each answer in the making, tailed by any number of readers."""

import asyncio
from typing import Any, Protocol
from uuid import UUID

from chat.events import Event, Kind

KEEP_SECONDS = 180.0


class EventLog(Protocol):
    """One log per message. What is appended is never changed; after its last event a log is kept for minutes."""

    async def append(self, message: UUID, kind: Kind, data: dict[str, Any]) -> None:
        """Adds an event under the next id; the first one opens the log."""

    async def read(self, message: UUID, after: int, patience: float) -> list[Event] | None:
        """The events beyond `after`, waiting up to `patience` seconds for one: empty when none came.

        None when this log cannot serve the reader: it is gone, was never here, or holds nothing beyond `after` and
        never will. Then the database row can.
        """


class MemoryLog:
    """Logs in the memory of one process and event loop."""

    def __init__(self, keep: float = KEEP_SECONDS) -> None:
        self._keep = keep
        self._logs: dict[UUID, _Log] = {}

    async def append(self, message: UUID, kind: Kind, data: dict[str, Any]) -> None:
        """See EventLog."""
        log = self._logs.setdefault(message, _Log())
        log.append(kind, data)
        if log.ended:
            asyncio.get_running_loop().call_later(self._keep, self._logs.pop, message, None)

    async def read(self, message: UUID, after: int, patience: float) -> list[Event] | None:
        """See EventLog."""
        log = self._logs.get(message)
        if log is None or after > len(log.events) or (log.ended and after == len(log.events)):
            return None
        if after == len(log.events):
            await log.grown(patience)
        return log.events[after:]


class _Log:
    def __init__(self) -> None:
        self.events: list[Event] = []
        self._waiting: set[asyncio.Future[None]] = set()

    @property
    def ended(self) -> bool:
        return bool(self.events) and self.events[-1].ends

    def append(self, kind: Kind, data: dict[str, Any]) -> None:
        self.events.append(Event(len(self.events) + 1, kind, data))
        for waiter in self._waiting:
            _wake(waiter)

    async def grown(self, patience: float) -> None:
        # A future and a timer: `asyncio.wait_for` would make a task for every event of every reader.
        loop = asyncio.get_running_loop()
        waiter = loop.create_future()
        timer = loop.call_later(patience, _wake, waiter)
        self._waiting.add(waiter)
        try:
            await waiter
        finally:
            timer.cancel()
            self._waiting.discard(waiter)


def _wake(waiter: asyncio.Future[None]) -> None:
    if not waiter.done():
        waiter.set_result(None)
