"""A call to an engine as metrics and traces see it: numbers, never words."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Literal

from serving.client.messages import Delta, Usage


@dataclass
class Call:
    """`headers` may be added to before the call goes out; the rest is filled while it runs. Times are monotonic."""

    operation: Literal["chat", "embeddings", "read"]
    model: str
    max_tokens: int | None = None
    headers: dict[str, str] = field(default_factory=dict)
    started: float = field(default_factory=time.monotonic)
    first_token: float | None = None
    usage: Usage | None = None
    finish_reason: str | None = None

    def came(self, delta: Delta) -> None:
        """Notes a piece of a streamed answer."""
        if delta.text and self.first_token is None:
            self.first_token = time.monotonic()
        self.usage = delta.usage or self.usage
        self.finish_reason = delta.finish_reason or self.finish_reason


# Entered before a call and left after it; the call's error, if any, passes through it. It must not touch context
# variables, because a stream's two ends may be in different contexts.
Watcher = Callable[[Call], AbstractContextManager[None]]

_watchers: list[Watcher] = []


def watch(watcher: Watcher) -> None:
    """Has every call of this process watched."""
    if watcher not in _watchers:
        _watchers.append(watcher)


@contextmanager
def watched(call: Call) -> Iterator[Call]:
    """`call` under all watchers."""
    with ExitStack() as stack:
        for watcher in _watchers:
            stack.enter_context(watcher(call))
        yield call
