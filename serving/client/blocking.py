"""The client for code that is not asynchronous: one event loop in the process, whose connections are kept."""

from __future__ import annotations

import asyncio
import atexit
import os
import threading
from collections.abc import Coroutine, Sequence
from concurrent.futures import Future
from contextvars import copy_context
from functools import cache
from typing import Any, TypeVar

from serving.client.engine import EMBEDDING_MODEL, Engine
from serving.client.reading import Found

T = TypeVar("T")


def embed(
    url: str, texts: Sequence[str], models: Sequence[str] = (EMBEDDING_MODEL,), *, timeout: float
) -> list[list[list[float]]]:
    """Unit vectors by each of the models, as `Engine.embed` gives them, from the engine at `url`."""
    return _wait(_embed(url, texts, models, timeout))


def read(url: str, question: str, passages: Sequence[tuple[str, str]], *, timeout: float) -> list[Found]:
    """What each passage (heading, text) says to the question, as `Engine.read` tells it."""
    return _wait(_engine(os.getpid(), url, timeout).read(question, passages))


async def _embed(url: str, texts: Sequence[str], models: Sequence[str], silence: float) -> list[list[list[float]]]:
    engine = _engine(os.getpid(), url, silence)
    return [await engine.embed(texts, model) for model in models]


@cache
def _engine(process: int, url: str, timeout: float) -> Engine:
    engine = Engine(url, timeout=timeout)
    atexit.register(_close, process, engine)
    return engine


def _close(process: int, engine: Engine) -> None:
    # A forked child has its parent's engines in its memory, but not the loop that they belong to.
    if process == os.getpid():
        _wait(engine.aclose())


def _wait(work: Coroutine[Any, Any, T]) -> T:
    """The result of `work`, which runs in the caller's context: a trace goes on through it."""
    done: Future[T] = Future()
    loop = _loop(os.getpid())

    async def run() -> None:
        try:
            done.set_result(await work)
        except BaseException as error:
            done.set_exception(error)

    loop.call_soon_threadsafe(lambda: _keep(loop.create_task(run())), context=copy_context())
    return done.result()


_running: set[asyncio.Task[None]] = set()


def _keep(task: asyncio.Task[None]) -> None:
    """The loop itself holds a task only weakly."""
    _running.add(task)
    task.add_done_callback(_running.discard)


_lock = threading.Lock()
_loops: dict[int, asyncio.AbstractEventLoop] = {}


def _loop(process: int) -> asyncio.AbstractEventLoop:
    """The process's own: a thread does not survive a fork."""
    with _lock:
        if process not in _loops:
            loop = _loops[process] = asyncio.new_event_loop()
            threading.Thread(target=loop.run_forever, name="engine-calls", daemon=True).start()
        return _loops[process]
