"""Where blocking work of the chat runs: the database and retrieval, beside the event loop.

A stream lives for minutes; were its queries to run in the request's own thread, every open stream would hold a thread
and a connection. Here a few threads serve all of them, each with a connection that it keeps for a while.
"""

import asyncio
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from functools import partial
from typing import ParamSpec, TypeVar

from django.db import connections

KEPT_SECONDS = 60.0

P = ParamSpec("P")
T = TypeVar("T")

_threads = ThreadPoolExecutor(max_workers=8, thread_name_prefix="chat")
# Signs of life do not wait behind the work that they vouch for.
_signing = ThreadPoolExecutor(max_workers=1, thread_name_prefix="signs")
_opened = threading.local()


async def in_thread(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Runs `function` in a thread with the caller's context, so in its tenant scope."""
    return await _run(_threads, partial(function, *args, **kwargs))


async def in_signing_thread(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """The same, in a thread that nothing else keeps busy."""
    return await _run(_signing, partial(function, *args, **kwargs))


async def _run(threads: ThreadPoolExecutor, function: Callable[[], T]) -> T:
    work = partial(copy_context().run, _connected, function)
    return await asyncio.get_running_loop().run_in_executor(threads, work)


def _connected(function: Callable[[], T]) -> T:
    try:
        return function()
    finally:
        _close_worn()


def _close_worn() -> None:
    """Closes the thread's connections after an error, and those that are old, as Django does at a request's end."""
    now = time.monotonic()
    old = now - getattr(_opened, "at", 0.0) > KEPT_SECONDS
    for connection in connections.all(initialized_only=True):
        if old or connection.errors_occurred:
            connection.close()
    if old:
        _opened.at = now
