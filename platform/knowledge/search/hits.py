"""What search gives."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class Hit:
    """A passage that was found.

    `score` orders the hits of one search and means nothing outside it. `similarity` (cosine of the question with the
    passage, or with its nearest sentence) and `overlap` (share of the question's words that the passage holds, 0 to 1)
    can be compared among searches: when both are low, nothing is near. `visitors`: it is from a file that the visitor
    has sent, and `document_id` is that file's.
    """

    passage_id: UUID
    document_id: UUID
    source_id: UUID
    title: str
    url: str
    heading: str
    text: str
    score: float
    similarity: float
    overlap: float
    visitors: bool = False
