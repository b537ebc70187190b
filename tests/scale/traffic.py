"""Visitors who come, ask and read at a steady rate, whatever the servers do meanwhile."""

import asyncio
import random
import threading
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

import httpx

from tests.torture.visitor import Visitor

# A visit is ten requests: a session, an answer, and so many looks at the conversation, spread over a few seconds.
LOOKS, BETWEEN_LOOKS = 8, 0.25
MOST_VISITORS = 20
Failures = (httpx.HTTPError, AssertionError)


@dataclass(frozen=True)
class Request:
    """What became of one: `problem` is empty, or says why it failed."""

    began: float
    seconds: float
    problem: str


class Traffic:
    """`rate` requests a second to the bots of `site_keys`, each to one of `urls`, until the block ends.

    Servers join and leave meanwhile, as a load balancer takes them in and out. Visits begin at their time,
    also while earlier ones have to wait, but for a machine that is too slow for so many: it gets fewer.
    """

    def __init__(self, urls: Sequence[str], site_keys: Sequence[str], rate: float) -> None:
        self.requests: list[Request] = []
        self._open = dict.fromkeys(urls, 0)
        self._leaving: set[str] = set()
        self._site_keys = list(site_keys)
        self._between = (2 + LOOKS) / rate
        self._room = asyncio.Semaphore(MOST_VISITORS)
        self._ended = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._flow()))

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        self._thread.join()

    def join(self, url: str) -> None:
        """One more server."""
        self._open[url] = 0

    def leave(self, url: str) -> None:
        """Sends nothing more to this server; returns when what it had has been answered."""
        self._leaving.add(url)
        while self._open[url]:
            time.sleep(0.05)

    @property
    def problems(self) -> list[str]:
        """Of the requests that failed."""
        return [request.problem for request in self.requests if request.problem]

    def summary(self) -> str:
        """How many there were, and how long they took."""
        seconds = sorted(request.seconds for request in self.requests)
        lasted = max(request.began for request in self.requests) - min(request.began for request in self.requests)
        return (
            f"{len(seconds)} requests in {lasted:.0f} s, {len(self.problems)} failed; "
            f"half within {seconds[len(seconds) // 2]:.2f} s, the longest {seconds[-1]:.2f} s"
        )

    async def _flow(self) -> None:
        began, number = time.monotonic(), 0
        async with asyncio.TaskGroup() as visits:
            while not self._ended.is_set():
                await self._room.acquire()
                visit = visits.create_task(self._visit(self._site_keys[number % len(self._site_keys)]))
                visit.add_done_callback(lambda _: self._room.release())
                number += 1
                await asyncio.sleep(max(0.0, began + number * self._between - time.monotonic()))

    async def _visit(self, site_key: str) -> None:
        visitor = Visitor("", site_key)
        if not await self._timed(visitor, Visitor.__aenter__):
            return
        for act in (_ask, *(_look,) * LOOKS):
            await self._timed(visitor, act)
            await asyncio.sleep(BETWEEN_LOOKS)
        await visitor.__aexit__(None, None, None)

    async def _timed(self, visitor: Visitor, act: Callable[[Visitor], Awaitable[Any]]) -> bool:
        url = random.choice(list(self._open.keys() - self._leaving))
        visitor.move(url)
        self._open[url] += 1
        began, problem = time.monotonic(), ""
        try:
            await act(visitor)
        except Failures as error:
            problem = repr(error)
        self._open[url] -= 1
        self.requests.append(Request(began, time.monotonic() - began, problem))
        return not problem


async def _ask(visitor: Visitor) -> None:
    assert (events := await visitor.answer())[-1].event == "done", events


async def _look(visitor: Visitor) -> None:
    turns = await visitor.transcript()
    assert [turn["state"] for turn in turns] == ["done", "done"], turns
