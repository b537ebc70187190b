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
from assistants.answers.read import without_echo
from assistants.words import overlap
from knowledge import reader
from knowledge.search import Hit
from serving.client import Found

CANDIDATES: Final = 8
FEW: Final = 4
"""Candidates that are read for each way in which a question can be meant."""
CLOSE: Final = 0.5
"""A second passage whose score is no further behind is shown, too."""
OWN: Final = 100.0
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
# A logistic fit on 240 questions about four websites, each half tried on the other (docs/learning.md).
BIAS, OF_HOLDS, OF_NEARNESS = -4.0, 0.73, 6.8


class Outcome(Enum):
    """What is done with a question."""

    ANSWER = "answer"
    PARTIAL = "partial"
    REFUSE = "refuse"


@dataclass(frozen=True)
class Evidence:
    """A passage that answers a question or a part of it.

    `words`: the page's own that answer it best, as whole sentences; `phrase`: the few that matter; `sure`: the
    probability that they do.
    """

    hit: Hit
    words: str
    phrase: str
    sure: float


@dataclass(frozen=True)
class Read:
    """A candidate with what the reader says of it; `score` orders the candidates of one question."""

    hit: Hit
    said: Found
    score: float


@dataclass(frozen=True)
class Weighed:
    """What was asked, the hits with the best in front, and what answers."""

    question: str
    hits: list[Hit]
    evidence: list[Evidence]


def parts(question: str) -> list[str]:
    """A message that asks two things as two questions; any other as it is."""
    found = [part.strip() for part in NEXT_PART.split(question) if part.strip()]
    long = all(len(part.split()) >= PART_WORDS for part in found)
    return found if len(found) == MAX_PARTS and long else [question]


def weigh(asked: Sequence[str], hits: Sequence[Hit], own: Mapping[UUID, str]) -> Weighed | None:
    """The hits, those that answer before the others, and the evidence in the first; None where nobody can read them.

    Of several ways in which a question can be meant (`asked`), the one that is answered best is taken.
    `own`: answers of the business by passage, which are given word for word.
    Raises the transient EngineErrors.
    """
    best: tuple[str, list[Read]] | None = None
    for question in asked:
        candidates = hits if len(asked) == 1 else sorted(hits, key=lambda hit: -_shared(question, hit))[:FEW]
        if not candidates or (found := reader.read(question, candidates)) is None:
            return None
        read = [
            Read(hit, said, _score(question, hit, said, hits.index(hit), own))
            for hit, said in zip(candidates, found, strict=True)
        ]
        ranked = sorted(read, key=lambda one: -one.score)
        if best is None or ranked[0].score > best[1][0].score:
            best = question, ranked
    if best is None:
        return None
    question, ranked = best
    order = [one.hit for one in ranked]
    return Weighed(question, [*order, *(hit for hit in hits if hit not in order)], _evidence(question, ranked, own))


def _evidence(question: str, ranked: Sequence[Read], own: Mapping[UUID, str]) -> list[Evidence]:
    """That of the best passage, and of the next where it is nearly as good."""
    first, *others = ranked
    hit, said = first.hit, first.said
    if hit.passage_id in own:
        sure = 1.0 if same_question(question, hit) else sureness(hit, said)
        return [Evidence(hit, own[hit.passage_id], own[hit.passage_id], sure)]
    sure = sureness(hit, said)
    close = [one for one in others[:1] if first.score - one.score < CLOSE]
    whole = bool(WHOLE.search(question))
    return [
        Evidence(one.hit, own.get(one.hit.passage_id) or _words(one, spans, whole), _phrase(one), sure)
        for one, spans in [(first, 2), *((one, 1) for one in close)]
    ]


def _words(read: Read, spans: int, whole: bool) -> str:
    """The excerpts around the likeliest places, in the page's order; the whole passage where there is no place."""
    text, places = read.hit.text, sorted(read.said.spans[:spans], key=lambda span: span.start)
    found = [excerpt(text, span.start, span.end, whole=whole) for span in places]
    # A table is one only with an empty line before it.
    joined = "".join(f"\n\n{words}" if words.startswith("|") else f"\n{words}" for words in found if words)
    said = without_echo(joined.strip()) or text
    # "Yes, for 8 €" says nothing without the question that the page asks itself.
    asked = text.partition("\n")[0]
    return f"**{asked}**\n{said}" if asked.endswith("?") and asked not in said else said


def _phrase(read: Read) -> str:
    """The few words that matter."""
    span = next(iter(read.said.spans), None)
    return read.hit.text[span.start : span.end] if span else read.hit.text


def _shared(question: str, hit: Hit) -> float:
    return overlap(question, f"{hit.title} {hit.heading} {hit.text}")


def _score(question: str, hit: Hit, said: Found, place: int, own: Mapping[UUID, str]) -> float:
    """Orders the candidates: what the reader says, helped by the search; the business's own answer is first."""
    mine = OWN if hit.passage_id in own and same_question(question, hit) else 0.0
    return mine + 0.6 * _logit(said.holds) + 4.0 * nearness(hit) - 0.2 * place


def nearness(hit: Hit) -> float:
    """How near a passage is to the question, by meaning and by words: what tells most whether it answers."""
    return hit.similarity + 0.4 * hit.overlap


def sureness(hit: Hit, said: Found) -> float:
    """The calibrated probability that the passage answers."""
    return 1 / (1 + math.exp(-(BIAS + OF_HOLDS * _logit(said.holds) + OF_NEARNESS * nearness(hit))))


def _logit(share: float) -> float:
    kept = min(max(share, 1e-4), 1 - 1e-4)
    return math.log(kept / (1 - kept))
