"""Full text on SQLite: FTS5 and its BM25. Triggers (migration 0001) keep it in step with the passages."""

from collections.abc import Sequence
from uuid import UUID

from django.db import connection

MATCH = """
    SELECT lookup.passage_id
    FROM knowledge_passage_fts AS fts JOIN knowledge_passage_lookup AS lookup ON lookup.number = fts.rowid
    WHERE knowledge_passage_fts MATCH %s AND lookup.tenant_id = %s
    ORDER BY bm25(knowledge_passage_fts, 0.0, 1.0, 1.0), lookup.number LIMIT %s
"""


def best(tenant: UUID, words: list[str], limit: int) -> list[UUID]:
    """Ids of the tenant's passages that hold any of `words` (letters and digits only), best first."""
    if not words:
        return []
    any_word = " OR ".join(f'"{word}"' for word in words)
    with connection.cursor() as cursor:
        cursor.execute(MATCH, [f'tenant : "{tenant.hex}" AND {{heading body}} : ({any_word})', tenant.hex, limit])
        return [UUID(hex=row[0]) for row in cursor.fetchall()]


def change_count(tenant: UUID) -> int:
    """How often passages of the tenant were written or deleted."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count FROM knowledge_passage_changes WHERE tenant_id = %s", [tenant.hex])
        row = cursor.fetchone()
    return int(row[0]) if row else 0


def candidates(tenant: UUID, vector: Sequence[float], limit: int) -> list[UUID] | None:
    """None: on one machine a tenant's vectors are searched in memory, however many there are."""
    return None
