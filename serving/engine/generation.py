"""One answer in the making, between the thread that generates and the coroutine that listens."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from serving.client.errors import EngineError
from serving.engine.stops import StopFinder
from serving.engine.text import Decoder


@dataclass(frozen=True)
class Sampling:
    """How tokens are chosen; a `temperature` of 0 takes the likeliest."""

    max_tokens: int
    temperature: float
    top_p: float
    repetition_penalty: float
    seed: int
    stop_ids: frozenset[int]
    ignore_eos: bool = False


@dataclass(frozen=True)
class Piece:
    """New text; the last piece has a `reason` (`stop`, `length`)."""

    text: str
    reason: str | None = None


@dataclass(eq=False)
class Generation:
    """Fed by the engine's thread, read by one coroutine of `loop`. `input_ids` is [1, prompt tokens]."""

    input_ids: NDArray[np.int64]
    sampling: Sampling
    decoder: Decoder
    stops: StopFinder
    loop: asyncio.AbstractEventLoop
    tokens: int = 0
    cancelled: bool = False
    started: float = field(default_factory=perf_counter)
    first_token: float | None = None
    outcome: str = "cancelled"
    _accepted: asyncio.Event = field(default_factory=asyncio.Event)
    _refusal: EngineError | None = None
    _inbox: asyncio.Queue[Piece | EngineError] = field(default_factory=asyncio.Queue)
    _left: asyncio.Event = field(default_factory=asyncio.Event)

    def accept(self) -> None:
        """Its pipeline is there."""
        self._accepted.set()

    def refuse(self, error: EngineError) -> None:
        """It gets no pipeline."""
        self.outcome = "refused"
        self._refusal = error
        self._accepted.set()

    async def accepted(self) -> None:
        """Wait for a pipeline; raises why there is none."""
        await self._accepted.wait()
        if self._refusal is not None:
            raise self._refusal

    async def pieces(self) -> AsyncIterator[Piece]:
        """The answer as it comes; raises the engine's error."""
        while True:
            item = await self._inbox.get()
            if isinstance(item, EngineError):
                raise item
            yield item
            if item.reason is not None:
                return

    async def left(self) -> None:
        """Wait until the pipeline knows this generation no more."""
        await self._left.wait()

    def feed(self, ids: Sequence[int], reason: str | None) -> bool:
        """Engine's thread: new tokens. Returns whether the answer is complete."""
        self.first_token = self.first_token or (perf_counter() if ids else None)
        if not self.sampling.ignore_eos:
            ids = [token for token in ids if token not in self.sampling.stop_ids]
        self.tokens += len(ids)
        text, stopped = self.stops.feed(self.decoder.feed(ids))
        reason = "stop" if stopped else reason
        if reason is not None and not stopped:
            text += self.stops.rest()
        self.outcome = reason or self.outcome
        if text or reason:
            self._put(Piece(text, reason))
        return reason is not None

    def fail(self, error: EngineError) -> None:
        """Engine's thread: there will be no more tokens."""
        self.outcome = "failed"
        self._put(error)

    def leave(self) -> None:
        """Engine's thread: the pipeline has forgotten it, and whoever still listens hears no more."""
        self._put(Piece("", "stop"))
        self.loop.call_soon_threadsafe(self._left.set)

    def _put(self, item: Piece | EngineError) -> None:
        self.loop.call_soon_threadsafe(self._inbox.put_nowait, item)
