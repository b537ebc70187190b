"""What is asked in an exam and what came back."""

from dataclasses import dataclass, field
from typing import Literal, TypedDict

Kind = Literal["answer", "unanswerable", "off_topic"]


@dataclass(frozen=True)
class Question:
    """`golds`: accepted answers (none for what is to be refused). `passages`: ids of passages that hold the answer."""

    text: str
    kind: Kind
    golds: list[str] = field(default_factory=list)
    document: str = ""
    passages: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Given:
    """One arm's answer to one question. `ms`: wall time of the search and of the engine to its last token."""

    text: str
    refused: bool
    citations: list[int]
    cited: list[str]
    cited_texts: list[str]
    ms: float


class AnswerJson(TypedDict):
    """An answer as a report card stores it."""

    text: str
    f1: float
    right: bool
    refused: bool
    citations: list[int]
    ms: float


class RowJson(TypedDict):
    """A question with all its answers as a report card stores it."""

    question: str
    gold: str
    kind: Kind
    document: str
    answers: dict[str, AnswerJson]
