"""What reading gives: sections under their headings, and pairs."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from typing import Any, Self


@dataclass(frozen=True)
class Section:
    """Text under one heading; a line is a paragraph, a list item or a table row. `heading_path`: outermost first."""

    heading_path: tuple[str, ...]
    text: str


@dataclass(frozen=True)
class Pair:
    """A question and its answer, and the headings above them."""

    question: str
    answer: str
    heading_path: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reading:
    """A file or page: what is in `pairs` is not repeated in `sections`.

    `notes`: what could not be read, for its owner.
    """

    title: str
    sections: list[Section] = field(default_factory=list)
    pairs: list[Pair] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def words(self) -> int:
        """Words in sections and pairs, headings not counted."""
        texts = [section.text for section in self.sections]
        texts += [f"{pair.question} {pair.answer}" for pair in self.pairs]
        return sum(len(text.split()) for text in texts)

    @property
    def lines(self) -> frozenset[str]:
        """All lines, headings and the like among them, in small letters."""
        texts = [text for section in self.sections for text in (*section.heading_path, section.text)]
        texts += [text for pair in self.pairs for text in (pair.question, pair.answer)]
        return frozenset(line.casefold() for text in texts for line in text.split("\n"))

    @property
    def sha256(self) -> str:
        """Fingerprint of the words, the title left out: equal for two addresses of one page."""
        content = [asdict(self)["sections"], asdict(self)["pairs"]]
        return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()

    @classmethod
    def from_json(cls, body: dict[str, Any]) -> Self:
        """The inverse of `dataclasses.asdict`."""
        return cls(
            title=body["title"],
            sections=[Section(tuple(row["heading_path"]), row["text"]) for row in body["sections"]],
            pairs=[Pair(row["question"], row["answer"], tuple(row["heading_path"])) for row in body["pairs"]],
            notes=body["notes"],
        )


class Unreadable(Exception):
    """Why a file cannot be read, and what its owner can do: `code`, `message`, `hint`."""

    def __init__(self, code: str, message: str, hint: str) -> None:
        super().__init__(code, message, hint)
        self.code, self.message, self.hint = code, message, hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}"


def empty() -> Unreadable:
    """There are no words in it."""
    return Unreadable("empty", "There is no text in it.", "If the text is in pictures, paste it as text instead.")
