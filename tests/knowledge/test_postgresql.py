"""Search on PostgreSQL: as good as an exact scan, for small tenants and large, and only ever of one tenant."""

import numpy as np
import pytest
from django.db import connection

from knowledge.models import Document, Passage, Source
from knowledge.search import backend, postgresql
from knowledge.search.matrix import TenantMatrix
from knowledge.vectors import DIMENSIONS, pack
from tenants.models import Tenant
from tenants.scope import tenant_scope

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="these are PostgreSQL's own functions"),
]
PASSAGES, QUERIES, CLUSTERS = 1_500, 40, 50


def _unit(rows: np.ndarray) -> np.ndarray:
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def _vectors(count: int, seed: int) -> np.ndarray:
    """Unit vectors in clusters, as texts about the same things are."""
    generator = np.random.default_rng(seed)
    centres = np.random.default_rng(0).normal(size=(CLUSTERS, DIMENSIONS))
    noise = generator.normal(scale=0.8, size=(count, DIMENSIONS))
    return _unit(centres[generator.integers(0, CLUSTERS, count)] + noise)


def _fill(tenant: Tenant, vectors: np.ndarray, text: str = "passage") -> None:
    with tenant_scope(tenant):
        source = Source.objects.create(kind=Source.Kind.TEXT, title="Text")
        document = Document.objects.create(source=source, title="Text", state=Document.State.READ)
        Passage.objects.bulk_create(
            Passage(
                tenant=tenant,
                document=document,
                position=place,
                text=f"{text} {place}",
                vector=pack([vector]),
                sentence_vectors=b"",
            )
            for place, vector in enumerate(vectors)
        )


@pytest.fixture
def crowd(shop: Tenant, other_shop: Tenant) -> None:
    """Alice has a tenth of all passages."""
    _fill(shop, _vectors(PASSAGES // 10, seed=1))
    _fill(other_shop, _vectors(PASSAGES, seed=2))


@pytest.mark.parametrize("most_exact", [10**9, 0])
def test_the_nearest_passages_of_a_tenant_are_found_among_those_of_all(
    crowd: None, in_shop: Tenant, monkeypatch: pytest.MonkeyPatch, most_exact: int
) -> None:
    monkeypatch.setattr(postgresql, "MOST_IN_MEMORY", 0)
    monkeypatch.setattr(postgresql, "MOST_EXACT", most_exact)
    exact = TenantMatrix.of(Passage.objects.order_by("pk").values_list("pk", "vector", "sentence_vectors"))
    found = 0
    for query in _vectors(QUERIES, seed=3).tolist():
        nearest = backend.candidates(in_shop.pk, query, 10)
        assert nearest is not None
        found += len(set(nearest) & set(exact.near(query, 10).by_passage))
    assert found / (10 * QUERIES) >= 0.98


def test_a_small_tenant_is_searched_in_memory(crowd: None, in_shop: Tenant) -> None:
    assert backend.candidates(in_shop.pk, [0.0] * DIMENSIONS, 10) is None


def test_the_databases_vectors_are_the_passages_own(in_shop: Tenant) -> None:
    vectors = np.vstack([_vectors(3, seed=4), np.eye(1, DIMENSIONS), np.full((1, DIMENSIONS), -6e-8)])
    _fill(in_shop, vectors)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT embedding::text, vector FROM knowledge_passage_search "
            "JOIN knowledge_passage ON id = passage_id ORDER BY position"
        )
        for told, packed in cursor.fetchall():
            stored = np.frombuffer(packed, dtype="<f2").astype(np.float32)
            assert np.array_equal(np.fromstring(told.strip("[]"), sep=",", dtype=np.float32).astype("<f2"), stored)


@pytest.mark.parametrize("passages", [11, 10**6], ids=["own-passages", "index-of-all"])
def test_rare_words_weigh_more_and_nothing_of_others_is_found(
    shop: Tenant, other_shop: Tenant, monkeypatch: pytest.MonkeyPatch, passages: int
) -> None:
    monkeypatch.setattr(postgresql, "_counts", lambda tenant: (0, passages))
    _fill(shop, _vectors(8, seed=5), "parcel")
    _fill(other_shop, _vectors(3, seed=6), "zipper")
    with tenant_scope(shop):
        Passage.objects.filter(position=5).update(text="Zippers are repaired; a parcel is not.")
        found = backend.best(shop.pk, ["parcel", "zipper"], 10)
        assert Passage.objects.get(pk=found[0]).position == 5
        assert len(found) == 8
        assert backend.best(other_shop.pk, ["zipper"], 10) == []
        assert backend.best(shop.pk, ["the", "'"], 10) == []
