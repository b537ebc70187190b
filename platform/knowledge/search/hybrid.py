"""The search itself: three rankings, one list."""

from __future__ import annotations

from asgiref.sync import sync_to_async

from knowledge.embedding import embed
from knowledge.models import Passage
from knowledge.search import backend
from knowledge.search.fusion import fuse
from knowledge.search.hits import Hit
from knowledge.search.near import nearest
from knowledge.search.words import content_words, overlap
from tenants.scope import current_tenant

CANDIDATES = 50
MOST_CHARACTERS = 2_000


def search(query: str, k: int = 4) -> list[Hit]:
    """The `k` best passages of the scope's tenant for `query`, best first. Raises an EngineError."""
    query = query.strip()[:MOST_CHARACTERS]
    tenant = current_tenant()
    if not query or not backend.change_count(tenant.pk):
        return []
    lexical = backend.best(tenant.pk, content_words(query), CANDIDATES)
    near = nearest(embed([query])[0], CANDIDATES, also=lexical)
    ranked = dict(fuse([near.by_passage, near.by_sentence, lexical])[:k])
    found = Passage.objects.filter(pk__in=ranked).select_related("document").defer("vector", "sentence_vectors")
    hits = [_hit(query, passage, ranked[passage.pk], near.similarity.get(passage.pk, 0.0)) for passage in found]
    return sorted(hits, key=lambda hit: -hit.score)


async def asearch(query: str, k: int = 4) -> list[Hit]:
    """`search` for callers in an event loop."""
    return await sync_to_async(search)(query, k)


def _hit(query: str, passage: Passage, score: float, similarity: float) -> Hit:
    document = passage.document
    return Hit(
        passage_id=passage.pk,
        document_id=document.pk,
        source_id=document.source_id,
        title=document.title,
        url=document.url,
        heading=passage.heading,
        text=passage.text,
        score=score,
        similarity=similarity,
        overlap=overlap(query, f"{document.title} {passage.heading} {passage.text}"),
    )
