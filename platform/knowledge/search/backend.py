"""The part of search that each database does in its own way: full text, and noticing changes.

A backend is a module with `best(tenant, words, limit) -> list[UUID]` and `change_count(tenant) -> int`.
"""

from types import ModuleType
from uuid import UUID

from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from knowledge.search import sqlite

BACKENDS: dict[str, ModuleType] = {"sqlite": sqlite}


def best(tenant: UUID, words: list[str], limit: int) -> list[UUID]:
    """Ids of the tenant's passages that hold any of `words`, best first."""
    found: list[UUID] = _backend().best(tenant, words, limit)
    return found


def change_count(tenant: UUID) -> int:
    """A number that differs after every change of the tenant's passages."""
    count: int = _backend().change_count(tenant)
    return count


def _backend() -> ModuleType:
    try:
        return BACKENDS[connection.vendor]
    except KeyError:
        raise ImproperlyConfigured(f"Search does not know the database {connection.vendor}; use SQLite.") from None
