"""What the passages found say to a question: which answers it, in which words, and how sure that is.

The reader, a small encoder beside the embedder, looks at every candidate of the search. What it says is put together
with how near the passage is in one decision of three: answer, say what the page has though it is not exactly that, or
refuse.
"""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final
from uuid import UUID

from assistants.answers.approved import same_question
from assistants.answers.excerpt import excerpt
from assistants.words import overlap
from knowledge import reader
from knowledge.search import Hit
from serving.client import Found

CANDIDATES: Final = 8
FEW: Final = 4
"""Candidates that are read for each way in which a question can be meant."""
MAX_PARTS: Final = 2
WHOLE = re.compile(
    r"\b(?:how (?:do|can|to|should|would)|what (?:do i (?:need|have)|should i|now)|steps?|list|which .*s\b|what .*s\b"
    r"|ways?|all (?:the|your)|instructions?|where do i|get (?:it|this|that)|need to)\b|\bhow\b.{0,3}$",
    re.IGNORECASE,
)
NEXT_PART = re.compile(
    r"(?<=\?)\s+(?=\w)|,?\s+(?:and|&|also)\s+(?=(?:how|what|when|where|who|which|why|do|does|did|can|could|is|are|will"
    r"|would|may|must|should|has|have)\b)|,\s+(?=(?:how|what|when|where|who|which|why|must|do|does|can|is|are)\b)",
    re.IGNORECASE,
)
PART_WORDS = 3


class Outcome(Enum):
    """What is done with a question."""

    ANSWER = "answer"
    PARTIAL = "partial"
    REFUSE = "refuse"


@dataclass(frozen=True)
class Evidence:
    """The best passage for a question or a part of it.

    `words`: the page's own that answer it best, as whole sentences; `phrase`: the few that matter; `sure`: the
    probability that they do.
    """

    hit: Hit
    words: str
    phrase: str
    sure: float


def parts(question: str) -> list[str]:
    """A message that asks two things as two questions; any other as it is."""
    found = [part.strip() for part in NEXT_PART.split(question) if part.strip()]
    long = all(len(part.split()) >= PART_WORDS for part in found)
    return found if len(found) == MAX_PARTS and long else [question]


def weigh(asked: Sequence[str], hits: Sequence[Hit], own: Mapping[UUID, str]) -> tuple[str, list[Hit], Evidence] | None:
    """The hits, those that answer before the others, and the evidence in the first; None where nobody can read them.

    Of several ways in which a question can be meant (`asked`), the one that is answered best is taken and returned.
    `own`: answers of the business by passage, which are given word for word.
    Raises the transient EngineErrors.
    """
    best = None
    for question in asked:
        candidates = hits if len(asked) == 1 else sorted(hits, key=lambda hit: -_shared(question, hit))[:FEW]
        if not candidates or (found := reader.read(question, candidates)) is None:
            return None
        read = zip(candidates, found, map(hits.index, candidates), strict=True)
        ranked = sorted(read, key=lambda one: -_score(*one))
        if best is None or _score(*ranked[0]) > _score(*best[1][0]):
            best = question, ranked
    if best is None:
        return None
    question, ranked = best
    order = [hit for hit, _, _ in ranked]
    rest = [hit for hit in hits if hit not in order]
    return question, [*order, *rest], _evidence(question, ranked[0][0], ranked[0][1], own)


def _evidence(question: str, hit: Hit, said: Found, own: Mapping[UUID, str]) -> Evidence:
    if hit.passage_id in own:
        sure = 1.0 if same_question(question, hit) else sureness(hit, said)
        return Evidence(hit, own[hit.passage_id], own[hit.passage_id], sure)
    span = said.spans[0] if said.spans else None
    words = excerpt(hit.text, span.start, span.end, whole=bool(WHOLE.search(question))) if span else ""
    phrase = hit.text[span.start : span.end] if span else ""
    return Evidence(hit, words or hit.text, phrase or hit.text, sureness(hit, said))


def _shared(question: str, hit: Hit) -> float:
    return overlap(question, f"{hit.title} {hit.heading} {hit.text}")


def _score(hit: Hit, said: Found, place: int) -> float:
    """Orders the candidates: what the reader says, helped by the search."""
    return _logit(said.holds) + 2.0 * (hit.similarity + 0.4 * hit.overlap) - 0.15 * place


def sureness(hit: Hit, said: Found) -> float:
    """The calibrated probability that the passage answers."""
    span = said.spans[0].score if said.spans else 0.0
    raised = BIAS + OF_HOLDS * _logit(said.holds) + OF_SPAN * span + OF_NEARNESS * (hit.similarity + 0.4 * hit.overlap)
    return 1 / (1 + math.exp(-raised))


# Fitted by `python -m tests.bench.calibrate` (docs/learning.md).
BIAS, OF_HOLDS, OF_SPAN, OF_NEARNESS = -1.0, 0.8, 0.5, 1.0


def _logit(share: float) -> float:
    kept = min(max(share, 1e-4), 1 - 1e-4)
    return math.log(kept / (1 - kept))
