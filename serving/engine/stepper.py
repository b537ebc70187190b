"""The engine's thread: steps all pipelines that have work, each once per round."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterable
from queue import Empty, SimpleQueue
from time import monotonic

from serving.client.errors import EngineUnavailable
from serving.engine.generation import Generation
from serving.engine.pipeline import Pipeline

Arrival = tuple[Pipeline, Generation]

# The longest that a round waits for the tokens of the last one to be written.
HAND_OVER_SECONDS = 0.01


class Stepper:
    """Continuous batching over several pipelines for listeners in `loop`; `submit` may be called from any thread."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._arrivals: SimpleQueue[Arrival | None] = SimpleQueue()
        self._live: set[Pipeline] = set()
        self._stopping = False
        self._round = monotonic()
        self._thread = threading.Thread(target=self._run, name="stepper", daemon=True)

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def submit(self, pipeline: Pipeline, generation: Generation) -> None:
        """Have `generation` done by `pipeline`."""
        self._arrivals.put((pipeline, generation))

    def stop(self) -> None:
        """End the thread after the running round; what is unfinished fails."""
        self._stopping = True
        self._arrivals.put(None)
        self._thread.join()

    def stuck_for(self) -> float:
        """Seconds since the last round began while there is work, or infinity when the thread is gone."""
        if not self._thread.is_alive():
            return float("inf")
        return monotonic() - self._round if self._live else 0.0

    def _run(self) -> None:
        try:
            while not self._stopping:
                self._round_of_steps()
        finally:
            for pipeline in self._live:
                pipeline.fail_all(EngineUnavailable("The engine is shutting down."))

    def _round_of_steps(self) -> None:
        self._take_in()
        self._round = monotonic()
        for pipeline in tuple(self._live):
            pipeline.step()
            self._hand_over()
        self._live = {pipeline for pipeline in self._live if not pipeline.broken and pipeline.busy}

    def _hand_over(self) -> None:
        """Let the loop write what it was given.

        The library holds Python's lock for the whole of a step: without a pause each token would be written one step
        late.
        """
        written = threading.Event()
        # The second turn of the loop comes after the listeners that the first one woke.
        self._loop.call_soon_threadsafe(self._loop.call_soon, written.set)
        written.wait(HAND_OVER_SECONDS)

    def _take_in(self) -> None:
        """All arrivals; without work, wait for the first."""
        for arrival in self._waiting():
            if arrival is None:
                return
            pipeline, generation = arrival
            if pipeline.broken:
                generation.fail(EngineUnavailable("The engine failed while it generated."))
                generation.leave()
            elif generation.cancelled:
                generation.leave()
            else:
                pipeline.add(generation)
                self._live.add(pipeline)

    def _waiting(self) -> Iterable[Arrival | None]:
        if not self._live:
            yield self._arrivals.get()
        while True:
            try:
                yield self._arrivals.get_nowait()
            except Empty:
                return
