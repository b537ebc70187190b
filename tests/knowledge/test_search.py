"""Search finds the right passage of the right business, by meaning and by word, as the database stands now."""

import pytest
from django.db import connection, transaction
from starlette.applications import Starlette

from knowledge import workflows
from knowledge.models import Passage, Source
from knowledge.search import asearch, search
from knowledge.search.fusion import fuse
from knowledge.search.matrix import TenantMatrix
from knowledge.search.words import content_words, overlap
from knowledge.vectors import DIMENSIONS, pack
from serving.client import EngineUnavailable
from tenants.models import Tenant
from tenants.scope import NoTenantScope, tenant_scope

pytestmark = pytest.mark.django_db
FULL_TEXT = {"sqlite": "knowledge_passage_fts", "postgresql": "knowledge_passage_search"}


@pytest.fixture
def knowledge(in_shop: Tenant, engine: Starlette) -> None:
    workflows.add_question("Do you repair zippers?", "Yes, the tailor repairs zippers for 15 euros.")
    workflows.add_question("When do you open?", "We open at nine on weekdays.")
    workflows.add_question("Where can I park?", "Parking is behind the house, free for two hours.")


def full_text_rows() -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {FULL_TEXT[connection.vendor]}")
        return int(cursor.fetchone()[0])


def test_the_best_passage_comes_first_with_everything_a_citation_needs(knowledge: None) -> None:
    first, *others = search("Can you repair the zipper of my jacket?", k=2)
    assert first.title == "Do you repair zippers?"
    assert "15 euros" in first.text
    assert len(others) == 1
    assert first.score > others[0].score
    assert first.similarity > others[0].similarity
    assert first.overlap > others[0].overlap


def test_what_nothing_is_near_to_can_be_told_by_its_numbers(knowledge: None) -> None:
    asked, foreign = search("When do you open on weekdays?")[0], search("quantum chromodynamics lattice")[0]
    assert foreign.overlap == 0
    assert foreign.similarity < 0.3 < asked.similarity


def test_a_change_is_seen_by_the_next_search(knowledge: None, in_shop: Tenant) -> None:
    assert "free for two hours" in search("parking house")[0].text
    row = Passage.objects.get(text__contains="Parking").pair
    workflows.edit_question(row, row.question, "Parking costs three euros.")
    assert "three euros" in search("parking house")[0].text
    workflows.remove_question(row)
    assert all("arking" not in hit.text for hit in search("parking house"))


def test_full_text_keeps_step_with_passages_and_forgets_what_is_rolled_back(knowledge: None) -> None:
    assert full_text_rows() == Passage.objects.count() == 3
    with transaction.atomic():
        Passage.objects.all().delete()
        assert full_text_rows() == 0
        transaction.set_rollback(True)
    assert full_text_rows() == 3
    Source.objects.get().delete()
    assert full_text_rows() == 0


def test_a_deleted_tenant_leaves_no_row_behind(knowledge: None, in_shop: Tenant) -> None:
    in_shop.delete()
    assert full_text_rows() == 0


def test_charlie_finds_nothing_of_alices(knowledge: None, other_shop: Tenant) -> None:
    with tenant_scope(other_shop):
        assert search("zippers") == []
        workflows.add_question("Zippers?", "Ask Alice's shop.")
        assert [hit.title for hit in search("repair zippers")] == ["Zippers?"]


def test_search_outside_a_scope_raises(engine: Starlette) -> None:
    with pytest.raises(NoTenantScope):
        search("anything")


@pytest.mark.parametrize(
    "query", ['"', "a AND OR NOT", "title:x*", "NEAR(a b)", "%s ?", "'; DROP TABLE x", "\x00", "☂", "x" * 5000]
)
def test_no_query_breaks_the_search(knowledge: None, query: str) -> None:
    assert len(search(query)) <= 4


def test_an_empty_query_finds_nothing(knowledge: None) -> None:
    assert search("  ") == []


def test_without_the_engine_search_says_so(knowledge: None, no_engine: None) -> None:
    with pytest.raises(EngineUnavailable):
        search("zippers")


@pytest.mark.django_db(transaction=True)
async def test_search_can_be_awaited(engine: Starlette, in_shop: Tenant) -> None:
    assert await asearch("zippers") == []


def test_fusion_prefers_what_several_rankings_hold() -> None:
    assert [key for key, _ in fuse([["a", "b"], ["b", "c"], ["b"]])] == ["b", "a", "c"]


def test_stop_words_are_dropped_unless_nothing_else_is_left() -> None:
    assert content_words("What is the price?") == ["price"]
    assert content_words("What is it?") == ["what", "is", "it"]
    assert overlap("What is the price of shipping?", "Prices: shipping 5") == 1.0


def test_a_matrix_ranks_by_the_passage_and_by_its_best_sentence() -> None:
    axes = [[float(row == column) for column in range(DIMENSIONS)] for row in range(3)]
    rows = [("whole", pack([axes[0]]), pack([axes[2]])), ("part", pack([axes[2]]), pack([axes[1], axes[0]]))]
    near = TenantMatrix.of(rows).near(axes[0], 1)
    assert (near.by_passage, near.by_sentence) == (["whole"], ["part"])
    assert near.similarity == {"whole": 1.0, "part": 1.0}
