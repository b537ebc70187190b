"""Puts passages before a question as they will stand there when a visitor asks."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Literal

from assistants.examples.records import Candidate, Row, ShownPassage, Split
from assistants.words import overlap
from tuning.job.prompt import REFUSAL, full_answer

PASSAGES = 3
QUESTIONS_PER_SCENE = 6
MISSING_SHARE = 0.08
HELD = 0.7

Style = Literal["phrase", "sentence", "paragraph"]
Retrieve = Callable[[str], list[ShownPassage]]


@dataclass
class Scenes:
    """What stands in the prompt of each question.

    Questions about one passage share a scene, so that training computes their common beginning once; a new one begins
    after a few, for variety.
    """

    retrieve: Retrieve
    _asked: Counter[str] = field(default_factory=Counter)
    _scenes: dict[tuple[str, int], list[ShownPassage]] = field(default_factory=dict)

    def of(self, candidate: Candidate) -> list[ShownPassage]:
        """The gold passage among the hardest others that the business's own search brings, in a varying place."""
        gold = candidate.passage["id"]
        scene = (gold, self._asked[gold] // QUESTIONS_PER_SCENE)
        self._asked[gold] += 1
        if scene not in self._scenes:
            self._scenes[scene] = self._arranged(candidate)
        return self._scenes[scene]

    def any(self, key: str) -> list[ShownPassage]:
        """One of the scenes so far, always the same for the same key; the search's own hits if there is none."""
        known = list(self._scenes.values())
        return known[_number(key) % len(known)] if known else self.retrieve(key)[:PASSAGES]

    def _arranged(self, candidate: Candidate) -> list[ShownPassage]:
        others = _others(candidate, self.retrieve)[: PASSAGES - 1]
        place = _number(candidate.question) % (len(others) + 1)
        return [*others[:place], candidate.passage, *others[place:]]


def answer_row(candidate: Candidate, split: Split, style: Style, scenes: Scenes) -> Row:
    """The question with its scene, and the answer with the mark of the gold passage."""
    passages = scenes.of(candidate)
    place = next(place for place, passage in enumerate(passages, 1) if passage["id"] == candidate.passage["id"])
    text = cited(wording(candidate, style), place)
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
    """The answer as the assistant is to give it: a pair's own words, else a span, before its sentence if so wished."""
    if not candidate.phrase:
        return candidate.sentence
    return candidate.phrase if style == "phrase" else full_answer(candidate.phrase, candidate.sentence)


def cited(answer: str, number: int) -> str:
    """The answer with the mark of the passage that it rests on."""
    return f"{answer} [{number}]"


def _others(candidate: Candidate, retrieve: Retrieve) -> list[ShownPassage]:
    gold = candidate.passage
    found = (passage for passage in retrieve(candidate.question) if passage["id"] != gold["id"])
    return [passage for passage in found if overlap(candidate.sentence, passage["text"]) < 1.0]


def _number(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest())
