"""Full text and vectors on PostgreSQL: tsvector and pgvector, behind functions of the database (migration 0002)."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import connection

# Up to here a process keeps a tenant's vectors in memory; up to there the database compares them all.
MOST_IN_MEMORY = 5_000
MOST_EXACT = 50_000


def best(tenant: UUID, words: list[str], limit: int) -> list[UUID]:
    """Ids of the tenant's passages that hold any of `words` (letters and digits only), best first."""
    call = "SELECT knowledge_passages_with(%s, %s::text[], %s, %s)"
    return _ids(call, [tenant, words, _counts(tenant)[1], limit]) if words else []


def change_count(tenant: UUID) -> int:
    """How often passages of the tenant were written or deleted."""
    return _counts(tenant)[0]


def candidates(tenant: UUID, vector: Sequence[float], limit: int) -> list[UUID] | None:
    """Ids of the `limit` nearest passages of a large tenant, best first; None for one that memory holds."""
    passages = _counts(tenant)[1]
    if passages <= MOST_IN_MEMORY:
        return None
    how = "near_exact" if passages <= MOST_EXACT else "near"
    return _ids(f"SELECT knowledge_passages_{how}(%s, %s::halfvec, %s)", [tenant, str(list(vector)), limit])


def _ids(call: str, arguments: Sequence[Any]) -> list[UUID]:
    with connection.cursor() as cursor:
        cursor.execute(call, arguments)
        return [row[0] for row in cursor.fetchall()]


def _counts(tenant: UUID) -> tuple[int, int]:
    """Changes, and passages."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count, passages FROM knowledge_passage_changes WHERE tenant_id = %s", [tenant])
        return cursor.fetchone() or (0, 0)
