"""Where metrics and traces look on while a job is run."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager

from tenants.models import Job

# Entered before an attempt and left after it, when `job` is as it was stored; an error in it would end the job.
Watcher = Callable[[Job], AbstractContextManager[None]]

_watchers: list[Watcher] = []


def watch(watcher: Watcher) -> None:
    """Has every attempt in this process watched; the first to come is the outermost."""
    if watcher not in _watchers:
        _watchers.append(watcher)


@contextmanager
def watched(job: Job) -> Iterator[None]:
    """One attempt under all watchers."""
    with ExitStack() as stack:
        for watcher in _watchers:
            stack.enter_context(watcher(job))
        yield
