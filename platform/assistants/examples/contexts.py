"""Puts passages before a question as they will stand there when a visitor asks."""

from collections.abc import Callable
from hashlib import blake2b
from typing import Literal

from assistants.examples.records import Candidate, Row, ShownPassage, Split
from assistants.words import overlap
from tuning.job.prompt import REFUSAL

PASSAGES = 3
MISSING_SHARE = 0.08
HELD = 0.7

Style = Literal["phrase", "sentence", "paragraph"]
Retrieve = Callable[[str], list[ShownPassage]]


def answer_row(candidate: Candidate, split: Split, style: Style, retrieve: Retrieve) -> Row:
    """The gold passage among the hardest others that the business's own search brings, in a varying place."""
    others = _others(candidate, retrieve)[: PASSAGES - 1]
    place = _number(candidate.question) % (len(others) + 1)
    passages = [*others[:place], candidate.passage, *others[place:]]
    text = cited(wording(candidate, style), place + 1)
    return Row(candidate.question, text, "answer", candidate.document, split, candidate.origin, passages)


def missing_row(candidate: Candidate, split: Split, retrieve: Retrieve) -> Row | None:
    """The same question without its passage: to be refused. None where another passage answers it too."""
    others = _others(candidate, retrieve)[:PASSAGES]
    said = candidate.phrase or candidate.sentence
    if not others or any(overlap(said, passage["text"]) >= HELD for passage in others):
        return None
    return Row(candidate.question, REFUSAL, "refusal", candidate.document, split, "missing", others)


def is_dropped(question: str) -> bool:
    """Whether this question is one of the share that is shown without its passage; the same answer every time."""
    return _number(f"missing {question}") % 1000 < MISSING_SHARE * 1000


def wording(candidate: Candidate, style: Style) -> str:
    """The answer as the assistant is to give it: a pair's own words, else a span or the sentence."""
    short = style == "phrase" and candidate.phrase
    return candidate.phrase if short else candidate.sentence


def cited(answer: str, number: int) -> str:
    """The answer with the mark of the passage that it rests on."""
    return f"{answer} [{number}]"


def _others(candidate: Candidate, retrieve: Retrieve) -> list[ShownPassage]:
    gold = candidate.passage
    found = (passage for passage in retrieve(candidate.question) if passage["id"] != gold["id"])
    return [passage for passage in found if overlap(candidate.sentence, passage["text"]) < 1.0]


def _number(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest())
