"""Searches passages that are no business's knowledge, such as those of a file that a visitor has sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from knowledge.embedding import embed
from knowledge.search.fusion import fuse
from knowledge.search.hits import Hit
from knowledge.search.matrix import TenantMatrix
from knowledge.search.words import overlap
from knowledge.vectors import Blob


@dataclass(frozen=True)
class Loose:
    """A passage with its vectors, as `knowledge.models.Passage` has them; `file` is what it was cut from."""

    key: UUID
    file: UUID
    title: str
    heading: str
    text: str
    vector: Blob
    sentence_vectors: Blob


def among(query: str, passages: Sequence[Loose], k: int) -> list[Hit]:
    """The `k` best of `passages` for `query`, best first, ranked as `search` ranks. Raises an EngineError."""
    if not passages or not query.strip():
        return []
    matrix = TenantMatrix.of((passage.key, passage.vector, passage.sentence_vectors) for passage in passages)
    near = matrix.near(embed([query])[0], len(passages))
    shared = {one.key: overlap(query, f"{one.title} {one.heading} {one.text}") for one in passages}
    worded = sorted((key for key, share in shared.items() if share), key=lambda key: -shared[key])
    by_key = {passage.key: passage for passage in passages}
    best = fuse([near.by_passage, near.by_sentence, worded])[:k]
    return [_hit(by_key[key], score, near.similarity[key], shared[key]) for key, score in best]


def _hit(passage: Loose, score: float, similarity: float, overlap: float) -> Hit:
    return Hit(
        passage_id=passage.key,
        document_id=passage.file,
        source_id=passage.file,
        title=passage.title,
        url="",
        heading=passage.heading,
        text=passage.text,
        score=score,
        similarity=similarity,
        overlap=overlap,
        visitors=True,
    )
