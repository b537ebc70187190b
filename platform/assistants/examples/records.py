"""What the builder passes from step to step."""

from dataclasses import dataclass, field
from typing import Literal, TypedDict

Origin = Literal[
    "pair",
    "correction",
    "faq",
    "fact",
    "sentence",
    "heading",
    "generated",
    "conversation",
    "off_topic",
    "missing",
    "replay",
    "import",
]
Split = Literal["train", "valid", "exam"]


class ShownPassage(TypedDict):
    """A passage as it stands in a prompt; `title` is its page with the heading path."""

    id: str
    document: str
    title: str
    url: str
    text: str


@dataclass(frozen=True)
class Material:
    """One passage of the knowledge."""

    passage: ShownPassage
    page: str
    heading: str


@dataclass(frozen=True)
class Candidate:
    """A question with the passage that answers it.

    `sentence` is the answer in full, `phrase` the shortest span that answers (empty where there is none).
    `document` is the unit of the split: a page, a file, or a typed pair by itself.
    """

    question: str
    sentence: str
    phrase: str
    passage: ShownPassage
    document: str
    origin: Origin


@dataclass(frozen=True)
class Row:
    """A finished example; its answer carries its citation."""

    question: str
    answer: str
    kind: Literal["answer", "refusal", "replay"]
    document: str
    split: Split
    origin: Origin
    passages: list[ShownPassage] = field(default_factory=list)
