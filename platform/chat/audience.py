"""Who is listening to an answer: without anybody for a while, it need not be finished."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Audience:
    """Counts readers, and calls `left` once nobody has been there for `patience` seconds."""

    def __init__(self, patience: float, left: Callable[[], object]) -> None:
        self._patience = patience
        self._left = left
        self._readers = 0
        self._timer = self._wait()

    @contextmanager
    def member(self) -> Iterator[None]:
        """Is there while the block runs."""
        self._readers += 1
        self._timer.cancel()
        try:
            yield
        finally:
            self._readers -= 1
            if not self._readers:
                self._timer = self._wait()

    @property
    def present(self) -> bool:
        """Whether anybody is there."""
        return self._readers > 0

    def wait_again(self) -> None:
        """Somebody listens elsewhere: calls `left` again after as long."""
        if not self._readers:
            self._timer = self._wait()

    def dismiss(self) -> None:
        """The answer has ended: nobody is waited for any more."""
        self._patience = 0.0
        self._left = _nothing
        self._timer.cancel()

    def _wait(self) -> asyncio.TimerHandle:
        return asyncio.get_running_loop().call_later(self._patience, lambda: self._left())


def _nothing() -> None:
    return None
