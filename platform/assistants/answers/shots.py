"""Few-shot: the nearest approved questions with their answers, as earlier turns of the conversation.

Retrieving demonstrations by shared words is a strong baseline (Rubin et al. 2022, arXiv 2112.08633, table 2). A small
model copies the form of what stands before, so a shot has the very form of the question to come: a passage, cut down to
the sentence that holds the answer, then question and cited answer. The nearest stands last, where it counts most.
"""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from assistants.models import Example
from assistants.words import content_words, overlap, sentences
from serving.client import Message
from tuning.job import prompt

SHOTS = 2
# Questions whose passage was taken away on purpose: beside the same question answered they would only confuse.
LEFT_OUT = "missing"


@dataclass(frozen=True)
class Shot:
    """A row as two turns. `words`: what its question is about."""

    asked: str
    answer: str
    words: frozenset[str]


@dataclass(frozen=True)
class Index:
    """The shots of one dataset with the weights of their words: rare ones say more (inverse document frequency)."""

    shots: tuple[Shot, ...]
    weights: dict[str, float]

    @classmethod
    def of(cls, shots: Iterable[Shot]) -> "Index":
        """Weighs the words of all shots."""
        held = tuple(shots)
        counts = Counter(word for shot in held for word in shot.words)
        return cls(held, {word: math.log(1 + len(held) / count) for word, count in counts.items()})

    def nearest(self, question: str, count: int) -> list[Shot]:
        """The `count` shots whose words are most alike (cosine), the nearest last."""
        words = matter(question)
        ranked = sorted(self.shots, key=lambda shot: (-self._likeness(words, shot.words), shot.asked))
        return ranked[:count][::-1]

    def _likeness(self, one: frozenset[str], other: frozenset[str]) -> float:
        shared = self._square(one & other)
        return shared / math.sqrt(self._square(one) * self._square(other)) if shared else 0.0

    def _square(self, words: Iterable[str]) -> float:
        unknown = math.log(1 + len(self.shots))
        return sum(self.weights.get(word, unknown) ** 2 for word in sorted(words))


def nearest(dataset: UUID, question: str, count: int = SHOTS) -> list[Message]:
    """The turns to put before a question, from a frozen dataset of the scope's tenant."""
    return [turn for shot in _index(dataset).nearest(question, count) for turn in _turns(shot)]


def matter(question: str) -> frozenset[str]:
    """The beginnings of a question's words that carry matter: "deliveries" is near "delivered"."""
    return frozenset(word[:5] for word in content_words(question))


@lru_cache(maxsize=64)
def _index(dataset: UUID) -> Index:
    """Kept while the process lives: a frozen dataset never changes."""
    rows = Example.objects.filter(dataset=dataset, state=Example.State.APPROVED, split=Example.Split.TRAIN)
    return Index.of(_shot(row) for row in rows.exclude(origin=LEFT_OUT).exclude(kind=Example.Kind.REPLAY))


def _shot(row: Example) -> Shot:
    cited = prompt.citations(row.answer, len(row.passages))
    held = row.passages[cited[0] - 1 if cited else 0] if row.passages else None
    answer = prompt.strip_citations(row.answer)
    shown = [prompt.PromptPassage(held["title"], _sentence(held["text"], answer))] if held else []
    # Only the user's turn is taken, which does not depend on who answers.
    asked = prompt.messages(prompt.AssistantPrompt("", ""), shown, row.question)[-1]["content"]
    return Shot(asked, f"{answer} [1]" if cited else row.answer, matter(row.question))


def _sentence(text: str, answer: str) -> str:
    """The sentence of a passage that an answer rests on; the first one for a refusal."""
    found = sentences(text) or [text]
    return max(found, key=lambda sentence: overlap(answer, sentence))


def _turns(shot: Shot) -> Sequence[Message]:
    return (Message(role="user", content=shot.asked), Message(role="assistant", content=shot.answer))
