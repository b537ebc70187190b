"""What is asked in an exam and what came back."""

from dataclasses import dataclass, field
from typing import Literal, TypedDict

from knowledge.search import Hit
from serving.client import Message

Kind = Literal["answer", "unanswerable", "off_topic"]


@dataclass(frozen=True)
class Question:
    """`golds`: accepted answers (none for what is to be refused). `passages`: ids of passages that hold the answer.

    `facts`: groups of wordings, of which a complete answer holds one each. `category`: the file's own kind ("steps").
    `pages`: ids of the documents that hold the answer. `history`: what was said before, as chat passes it on.
    """

    text: str
    kind: Kind
    golds: list[str] = field(default_factory=list)
    document: str = ""
    passages: frozenset[str] = frozenset()
    facts: list[list[str]] = field(default_factory=list)
    category: str = ""
    pages: frozenset[str] = frozenset()
    history: tuple[Message, ...] = ()


@dataclass(frozen=True)
class Given:
    """One arm's answer to one question.

    `ms`: wall time of the search, of the engine to its last token, and of reading what it wrote. `first_ms`: to the
    first word, which is all of it where no engine was asked. `hits`: the passages shown.
    """

    text: str
    refused: bool
    citations: list[int]
    cited: list[str]
    cited_texts: list[str]
    ms: float
    first_ms: float = 0.0
    hits: list[Hit] = field(default_factory=list)


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
