"""Which request the running code works for, so that logs and traces of web, worker and engine can be joined.

A context variable as the tenant's scope is: it follows `await` and threads that copy the context, and a job's row
carries it to the worker.
"""

from __future__ import annotations

import contextvars
import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

TRACEPARENT = re.compile(r"00-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}")


@dataclass(frozen=True)
class Trail:
    """`request_id` is ours; `traceparent` is W3C Trace Context's header (level 1), "" where nothing is traced."""

    request_id: str = ""
    traceparent: str = ""

    @property
    def trace_id(self) -> str:
        """32 hex digits, or ""."""
        match = TRACEPARENT.fullmatch(self.traceparent)
        return match[1] if match else ""


NOWHERE = Trail()
_current: ContextVar[Trail] = ContextVar("trail", default=NOWHERE)


def current() -> Trail:
    """The trail that the running code is on; an empty one outside every request and job."""
    return _current.get()


@contextmanager
def following(trail: Trail) -> Iterator[Trail]:
    """What runs inside is on `trail`."""
    token = _current.set(trail)
    try:
        yield trail
    finally:
        _current.reset(token)


def fresh_context() -> contextvars.Context:
    """An empty context on the same trail: for work that a request starts and that outlives it."""
    context = contextvars.Context()
    context.run(_current.set, current())
    return context
