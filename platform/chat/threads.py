"""Where blocking work of the chat runs: the database and retrieval, beside the event loop.

A stream lives for minutes; were its queries to run in the request's own thread, every open stream would hold a thread
and a connection. Here a few threads serve all of them, each holding a connection only while it works.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from functools import partial
from typing import ParamSpec, TypeVar

from django.db import close_old_connections

P = ParamSpec("P")
T = TypeVar("T")

_threads = ThreadPoolExecutor(max_workers=12, thread_name_prefix="chat")


async def in_thread(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Runs `function` in a thread with the caller's context, so in its tenant scope."""
    work = partial(copy_context().run, _connected, partial(function, *args, **kwargs))
    return await asyncio.get_running_loop().run_in_executor(_threads, work)


def _connected(function: Callable[[], T]) -> T:
    try:
        return function()
    finally:
        close_old_connections()
