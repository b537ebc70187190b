"""The embedded engine as the HTTP app sees it."""

from __future__ import annotations

import asyncio
import json
import logging
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from time import perf_counter

from serving.client.encoders import EncoderStore
from serving.client.errors import EngineError, EngineOverloaded, InvalidRequest, UnknownAdapter
from serving.client.manifest import is_name
from serving.convert import child, places
from serving.embedder import Encoders
from serving.engine.generation import Generation, Sampling
from serving.engine.loading import PipelineLoader
from serving.engine.metrics import Metrics
from serving.engine.pool import Pool
from serving.engine.settings import Settings
from serving.engine.slots import adapter_slots
from serving.engine.stepper import Stepper
from serving.engine.stops import StopFinder
from serving.engine.text import Text, salted
from serving.protocol.chat import Chat
from serving.reader import Reader

log = logging.getLogger("serving.engine")

BASE = "base"
STUCK_SECONDS = 60.0


class Service:
    """Made by `open`; belongs to one event loop."""

    def __init__(self, settings: Settings, graph: Path, metrics: Metrics) -> None:
        loader = PipelineLoader(settings, graph)
        self._settings = settings
        self._metrics = metrics
        self._text = Text(settings.model)
        self._context = min(_context(settings.model), settings.cache_tokens)
        self._stepper = Stepper(asyncio.get_running_loop())
        self._base = Pool(loader.base, 1)
        self._adapters = Pool(loader.adapter, adapter_slots(settings, graph))
        self._active: dict[Generation, asyncio.Task[None]] = {}
        self._room = settings.max_queue
        self.reader = Reader(places.reader_folder(settings.work))
        self.encoders = Encoders(places.embedder_folder(settings.work), EncoderStore(settings.adapters))
        self._watch()

    @classmethod
    async def open(cls, settings: Settings, metrics: Metrics) -> Service:
        """Convert the base if need be, load it and start; raises `ConversionError`."""
        graph = await asyncio.to_thread(child.ensure, settings.model, settings.work)
        service = cls(settings, graph, metrics)
        service._stepper.start()
        async with service._base.use(BASE):
            return service

    async def close(self) -> None:
        """Fail what is unfinished and end the threads."""
        await asyncio.to_thread(self._stepper.stop)
        for task in self._active.values():
            task.cancel()
        self.encoders.close()
        self.reader.close()

    @property
    def healthy(self) -> bool:
        """Whether the engine's thread is making progress."""
        return self._stepper.stuck_for() < STUCK_SECONDS

    def names(self) -> list[str]:
        """The base under both of its names, and the adapters that are live."""
        return [BASE, self._settings.model.name, *reversed(self._adapters.names())]

    @asynccontextmanager
    async def generate(self, chat: Chat) -> AsyncIterator[Generation]:
        """A generation with its pipeline at hand; leaving the context cancels what is left of it."""
        if not self._room:
            self._metrics.requests.labels("refused").inc()
            raise EngineOverloaded("The engine's queue is full.")
        # Taken before the prompt is read in a thread, or a crowd would find room all at once.
        self._room -= 1
        try:
            model = self._model(chat.model)
            generation = await self._generation(chat)
        except BaseException:
            self._room += 1
            raise
        task = asyncio.create_task(self._run(model, generation))
        self._active[generation] = task
        task.add_done_callback(lambda _: self._account(generation))
        try:
            await generation.accepted()
            yield generation
        finally:
            generation.cancelled = True

    async def _generation(self, chat: Chat) -> Generation:
        ids = await asyncio.to_thread(self._text.prompt, chat.messages)
        room = self._context - len(ids)
        if room < 1:
            raise InvalidRequest(f"The prompt has {len(ids)} tokens; at most {self._context - 1} fit.")
        if chat.repetition_penalty != 1.0 and chat.cache_salt:
            raise InvalidRequest("repetition_penalty and cache_salt cannot be combined: leave one out.")
        sampling = Sampling(
            max_tokens=min(chat.max_tokens, room),
            temperature=chat.temperature,
            top_p=chat.top_p,
            repetition_penalty=chat.repetition_penalty,
            seed=secrets.randbits(32) if chat.seed is None else chat.seed,
            stop_ids=self._text.stop_ids,
            ignore_eos=chat.ignore_eos,
        )
        input_ids = salted(ids, chat.cache_salt)
        loop = asyncio.get_running_loop()
        return Generation(input_ids, sampling, self._text.decoder(), StopFinder(chat.stop), loop)

    def _model(self, name: str) -> str:
        if name in (BASE, self._settings.model.name):
            return BASE
        if not is_name(name):
            raise UnknownAdapter(f"There is no model or adapter named {name[:80]!r}.")
        return name

    async def _run(self, name: str, generation: Generation) -> None:
        """Holds the pipeline for as long as the generation is in it, whatever becomes of the listener."""
        try:
            async with (self._base if name == BASE else self._adapters).use(name) as pipeline:
                generation.accept()
                self._stepper.submit(pipeline, generation)
                await generation.left()
        except EngineError as error:
            generation.refuse(error)

    def _account(self, generation: Generation) -> None:
        del self._active[generation]
        self._room += 1
        metrics = self._metrics
        metrics.requests.labels(generation.outcome).inc()
        metrics.tokens.inc(generation.tokens)
        if generation.first_token is not None:
            metrics.prompt_tokens.inc(generation.input_ids.size)
            metrics.first_token.observe(generation.first_token - generation.started)
            metrics.duration.observe(perf_counter() - generation.started)

    def _watch(self) -> None:
        watch = self._metrics.watch
        watch("running", "Answers that have begun", lambda: self._begun(True))
        watch("waiting", "Requests without a first token", lambda: self._begun(False))
        watch("adapters_live", "Adapters that are loaded", lambda: len(self._adapters.names()))
        watch("adapter_loads", "Adapters loaded so far", lambda: self._adapters.loads)
        watch("adapter_evictions", "Adapters that gave way so far", lambda: self._adapters.evictions)

    def _begun(self, begun: bool) -> int:
        return sum((generation.first_token is not None) is begun for generation in self._active)


def _context(model: Path) -> int:
    config = json.loads((model / "config.json").read_text(encoding="utf-8"))
    return int(config.get("max_position_embeddings") or 2048)
