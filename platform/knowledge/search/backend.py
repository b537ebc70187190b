"""The part of search that each database does in its own way: full text, noticing changes, and very many vectors.

A backend is a module with the functions of this one.
"""

from collections.abc import Sequence
from types import ModuleType
from uuid import UUID

from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from knowledge.search import postgresql, sqlite

BACKENDS: dict[str, ModuleType] = {"sqlite": sqlite, "postgresql": postgresql}


def best(tenant: UUID, words: list[str], limit: int) -> list[UUID]:
    """Ids of the tenant's passages that hold any of `words`, best first."""
    found: list[UUID] = _backend().best(tenant, words, limit)
    return found


def change_count(tenant: UUID) -> int:
    """A number that differs after every change of the tenant's passages; 0 before the first."""
    count: int = _backend().change_count(tenant)
    return count


def candidates(tenant: UUID, vector: Sequence[float], limit: int) -> list[UUID] | None:
    """Ids of `limit` passages near to `vector`; None for a tenant whose vectors a process can keep in memory."""
    found: list[UUID] | None = _backend().candidates(tenant, vector, limit)
    return found


def _backend() -> ModuleType:
    try:
        return BACKENDS[connection.vendor]
    except KeyError:
        known = "SQLite or PostgreSQL"
        raise ImproperlyConfigured(f"Search does not know the database {connection.vendor}; use {known}.") from None
