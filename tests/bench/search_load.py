"""Fills one database and searches it: `python -m tests.bench.search_load PASSAGES TENANTS` prints the figures as JSON.

Passages are 40 words drawn by Zipf's law from 20,000, with unit vectors in clusters, as texts about the same things
have, and two sentences each. A question is a passage's vector with noise added, and five of its words.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from importlib import import_module
from typing import Any
from uuid import UUID

import django
import numpy as np
import psutil
import psycopg
from numpy.typing import NDArray

django.setup()
connection = import_module("django.db").connection
knowledge, tenancy = import_module("knowledge.models"), import_module("tenants.models")
hybrid, near, vectors = (import_module(f"knowledge.{name}") for name in ("search.hybrid", "search.near", "vectors"))
tenant_scope = import_module("tenants.scope").tenant_scope

CLUSTERS, WORDS, WORDS_EACH, SENTENCES, ASKED = 500, 20_000, 40, 2, 5
# From here on the index of neighbours is made when all passages are in, as one does who brings so many at once.
MANY = 50_000
BATCH, QUERIES, MOST_TENANTS, NEAREST = 1_000, 50, 50, 10
DIMENSIONS = vectors.DIMENSIONS
PLAIN = """
    SELECT passage_id FROM knowledge_passage_search WHERE tenant_id = %s
    ORDER BY (embedding <#> %s::halfvec) + 0 LIMIT %s
"""
NEIGHBOURS = """
    CREATE INDEX knowledge_passage_search_near ON knowledge_passage_search USING hnsw (embedding halfvec_ip_ops)
"""

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Question:
    """What is asked of one tenant: `ids` and `rows` are its passages in float32."""

    tenant: Any
    words: str
    vector: Floats
    ids: list[UUID]
    rows: Floats

    def nearest(self) -> set[UUID]:
        """The ten nearest passages, exactly."""
        return {self.ids[place] for place in np.argsort(-(self.rows @ self.vector))[:NEAREST]}


class Writer:
    """Makes up texts and vectors, always the same."""

    def __init__(self) -> None:
        self._random = np.random.default_rng(0)
        self._centres = self._random.normal(size=(CLUSTERS, DIMENSIONS)).astype(np.float32)
        shares = 1 / np.arange(1, WORDS + 1)
        self._cumulative = np.cumsum(shares / shares.sum())

    def vectors(self, count: int) -> Floats:
        """float32[count, 384] of unit length."""
        noise = self._random.standard_normal((count, DIMENSIONS), dtype=np.float32)
        return _unit(self._centres[self._random.integers(0, CLUSTERS, count)] + 0.8 * noise)

    def near(self, vector: Floats) -> Floats:
        """One that asks for it."""
        noise = self._random.standard_normal(DIMENSIONS, dtype=np.float32)
        return _unit(vector + 0.4 * noise / np.sqrt(DIMENSIONS))

    def texts(self, count: int) -> list[str]:
        """Texts of 40 words."""
        drawn = np.searchsorted(self._cumulative, self._random.random((count, WORDS_EACH))).clip(max=WORDS - 1)
        return [" ".join(f"w{number}" for number in row) for row in drawn.tolist()]

    def some(self, count: int, most: int) -> list[int]:
        """`most` of `count` numbers, or all."""
        return sorted(self._random.permutation(count)[:most].tolist())


def main(passages: int, tenants: int) -> None:
    """See above."""
    writer = Writer()
    began = time.perf_counter()
    owners = [tenancy.Tenant.objects.create(name=f"Tenant {number}") for number in range(tenants)]
    at_once = connection.vendor == "postgresql" and passages >= MANY
    if at_once:
        _as_superuser("DROP INDEX knowledge_passage_search_near")
    for owner in owners:
        _fill(writer, owner, passages // tenants)
    if at_once:
        _as_superuser("SET maintenance_work_mem = '3GB'", NEIGHBOURS)
    if connection.vendor == "postgresql":
        # What the server does by itself within a minute.
        _as_superuser("VACUUM ANALYZE")
    filled = time.perf_counter() - began
    process = psutil.Process()
    asked = [owners[number] for number in writer.some(tenants, MOST_TENANTS)]
    before = process.memory_info().rss
    first = [_search(question)[0] for question in _questions(writer, asked, 1)]
    more = process.memory_info().rss - before
    questions = list(_questions(writer, asked, max(1, QUERIES // len(asked))))
    ours, plain = [_search(question) for question in questions], [_plain(question) for question in questions]
    figures = {
        "fill_seconds": filled,
        "recall": float(np.mean([share for _, share in ours])),
        "first_ms": float(np.median(first)),
        **_quantiles("", [milliseconds for milliseconds, _ in ours]),
        **_quantiles("plain_", plain),
        "memory_mib": more / 2**20,
        "database_mib": _database_bytes() / 2**20,
    }
    print(json.dumps(figures))


def _fill(writer: Writer, tenant: Any, count: int) -> None:
    with tenant_scope(tenant):
        source = knowledge.Source.objects.create(kind=knowledge.Source.Kind.TEXT, title="Text")
        document = knowledge.Document.objects.create(source=source, title="Text", state=knowledge.Document.State.READ)
        for start in range(0, count, BATCH):
            size = min(BATCH, count - start)
            rows, sentences = writer.vectors(size), writer.vectors(size * SENTENCES).reshape(size, SENTENCES, -1)
            knowledge.Passage.objects.bulk_create(
                knowledge.Passage(
                    tenant=tenant,
                    document=document,
                    position=start + place,
                    text=text,
                    vector=vectors.pack([rows[place]]),
                    sentence_vectors=vectors.pack(sentences[place]),
                )
                for place, text in enumerate(writer.texts(size))
            )


def _questions(writer: Writer, tenants: list[Any], each: int) -> Iterator[Question]:
    """`each` of every tenant, whose passages are read for it."""
    for tenant in tenants:
        with tenant_scope(tenant):
            found = list(knowledge.Passage.objects.values_list("pk", "vector", "text"))
        ids, rows = [key for key, _, _ in found], vectors.unpack(vector for _, vector, _ in found)
        for place in writer.some(len(ids), each):
            words = " ".join(found[place][2].split()[:ASKED])
            yield Question(tenant, words, writer.near(rows[place]), ids, rows)


def _search(question: Question) -> tuple[float, float]:
    """Milliseconds, and the share of the ten nearest that we find among ours."""
    hybrid.embed = lambda texts: [question.vector.tolist()]
    with tenant_scope(question.tenant):
        began = time.perf_counter()
        hits = hybrid.search(question.words)
        milliseconds = (time.perf_counter() - began) * 1000
        assert hits
        found = near.nearest(question.vector.tolist(), hybrid.CANDIDATES).by_passage[:NEAREST]
    wanted = question.nearest()
    return milliseconds, len(wanted & set(found)) / len(wanted)


def _plain(question: Question) -> float:
    """Milliseconds."""
    began = time.perf_counter()
    if connection.vendor == "postgresql":
        with closing(psycopg.connect(os.environ["BENCH_SUPERUSER_URL"])) as superuser:
            began = time.perf_counter()
            asked = [question.tenant.pk, str(question.vector.tolist()), NEAREST]
            superuser.execute(PLAIN, asked).fetchall()
            return (time.perf_counter() - began) * 1000
    with tenant_scope(question.tenant):
        rows = vectors.unpack(knowledge.Passage.objects.values_list("vector", flat=True).iterator())
    np.argsort(-(rows @ question.vector))[:NEAREST]
    return (time.perf_counter() - began) * 1000


def _quantiles(name: str, milliseconds: list[float]) -> dict[str, float]:
    return {f"{name}p{share}_ms": float(np.quantile(milliseconds, share / 100)) for share in (50, 95)}


def _as_superuser(*statements: str) -> None:
    with closing(psycopg.connect(os.environ["BENCH_SUPERUSER_URL"], autocommit=True)) as superuser:
        for statement in statements:
            superuser.execute(statement)


def _database_bytes() -> int:
    call = "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
    if connection.vendor == "postgresql":
        call = "SELECT pg_database_size(current_database())"
    with connection.cursor() as cursor:
        cursor.execute(call)
        return int(cursor.fetchone()[0])


def _unit(rows: Floats) -> Floats:
    return rows / np.linalg.norm(rows, axis=-1, keepdims=True)


if __name__ == "__main__":
    main(*(int(number) for number in sys.argv[1:]))
