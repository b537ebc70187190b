"""Which function does which kind of work. Apps register theirs when Django starts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tenants.jobs.context import JobContext
    from tenants.models import Job

Work = Callable[["JobContext"], None]
Ended = Callable[["Job"], None]


@dataclass(frozen=True)
class Handler:
    """How one kind of job is done.

    `lane` is the resource that it occupies (`ingest`: the network, `train`: the processor); a worker runs one job per
    lane at a time. `ended` is called in the tenant's scope once the row has reached its last state, however it did.
    """

    kind: str
    work: Work
    lane: str
    ended: Ended | None


_handlers: dict[str, Handler] = {}


def handler(kind: str, *, lane: str = "ingest", ended: Ended | None = None) -> Callable[[Work], Work]:
    """Registers the decorated function for jobs of `kind`."""

    def register(work: Work) -> Work:
        _handlers[kind] = Handler(kind, work, lane, ended)
        return work

    return register


def handler_of(kind: str) -> Handler:
    """The handler of a kind. Raises KeyError for a kind that no app registered."""
    return _handlers[kind]


def kinds_of(lane: str) -> list[str]:
    """The kinds that occupy `lane`."""
    return [kind for kind, entry in _handlers.items() if entry.lane == lane]


def lanes() -> list[str]:
    """All lanes that some handler occupies, sorted."""
    return sorted({entry.lane for entry in _handlers.values()})
