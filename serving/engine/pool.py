"""Which pipelines are live: loaded when first asked for, the least recently used gives way."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from serving.engine.pipeline import Pipeline

Loader = Callable[[str], Pipeline]


@dataclass(eq=False)
class Slot:
    """A place for one pipeline. `users` are requests that hold it; a `retiring` one takes no new ones."""

    pipeline: asyncio.Task[Pipeline]
    users: int = 0
    retiring: bool = False


class Pool:
    """At most `size` pipelines, loaded by `load` in a thread. Belongs to one event loop."""

    def __init__(self, load: Loader, size: int) -> None:
        self._load = load
        self._size = size
        self._slots: OrderedDict[str, Slot] = OrderedDict()
        self._changed = asyncio.Condition()
        self.loads = 0
        self.evictions = 0

    def names(self) -> list[str]:
        """Names of the pipelines that are loaded, the least recently used first."""
        return [name for name, slot in self._slots.items() if _loaded(slot)]

    @asynccontextmanager
    async def use(self, name: str) -> AsyncIterator[Pipeline]:
        """The pipeline of `name`, kept alive inside the context; raises what its loading raised."""
        slot = await self._enter(name)
        try:
            yield await asyncio.shield(slot.pipeline)
        finally:
            await self._exit(name, slot)

    async def _enter(self, name: str) -> Slot:
        async with self._changed:
            while (slot := self._open(name)) is None:
                await self._changed.wait()
            slot.users += 1
            self._slots.move_to_end(name)
            return slot

    def _open(self, name: str) -> Slot | None:
        """A slot that can be entered now, made if there is room."""
        slot = self._slots.get(name)
        if slot is not None:
            return None if slot.retiring else slot
        if len(self._slots) >= self._size and not self._make_room():
            return None
        slot = Slot(asyncio.get_running_loop().create_task(self._start(name)))
        self._slots[name] = slot
        return slot

    def _make_room(self) -> bool:
        """Drop the least recently used idle pipeline; where all are busy, one of them retires.

        Without retirement, steady traffic for the live ones would keep another out for ever.
        """
        idle = next((name for name, slot in self._slots.items() if not slot.users), None)
        if idle is not None:
            self._drop(idle)
            return True
        if not any(slot.retiring for slot in self._slots.values()):
            next(iter(self._slots.values())).retiring = True
        return False

    async def _start(self, name: str) -> Pipeline:
        pipeline = await asyncio.to_thread(self._load, name)
        self.loads += 1
        return pipeline

    async def _exit(self, name: str, slot: Slot) -> None:
        async with self._changed:
            slot.users -= 1
            if not slot.users and (slot.retiring or not _usable(slot)) and self._slots.get(name) is slot:
                self._drop(name)
            self._changed.notify_all()

    def _drop(self, name: str) -> None:
        self.evictions += _loaded(self._slots.pop(name))


def _loaded(slot: Slot) -> bool:
    task = slot.pipeline
    return task.done() and not task.cancelled() and task.exception() is None


def _usable(slot: Slot) -> bool:
    return not slot.pipeline.done() or (_loaded(slot) and not slot.pipeline.result().broken)
