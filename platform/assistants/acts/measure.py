"""How well acts are told from each other and from questions, on messages that somebody has labelled."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from assistants.acts.recognise import recognise

KNOWLEDGE = "knowledge"


@dataclass(frozen=True)
class Labelled:
    """A message, its language (ISO 639-1), and its act, or KNOWLEDGE."""

    text: str
    language: str
    act: str


@dataclass(frozen=True)
class Figures:
    """`said`: each message with what it was taken for."""

    said: Sequence[tuple[Labelled, str]]

    @property
    def wrong(self) -> list[tuple[Labelled, str]]:
        """Messages that ask for no knowledge and were taken for something else."""
        return [(one, act) for one, act in self.said if one.act not in (KNOWLEDGE, act)]

    @property
    def swallowed(self) -> list[tuple[Labelled, str]]:
        """Questions to the knowledge that an act would have decided."""
        return [(one, act) for one, act in self.said if one.act == KNOWLEDGE != act]

    def counts(self) -> tuple[int, int, int]:
        """Messages that are acts, of those the right ones, and questions to the knowledge."""
        acts = sum(one.act != KNOWLEDGE for one, _ in self.said)
        return acts, acts - len(self.wrong), len(self.said) - acts

    def confusions(self) -> Counter[tuple[str, str]]:
        """How often each act was taken for each."""
        return Counter((one.act, act) for one, act in self.said)


def load(file: Path) -> list[Labelled]:
    """Reads a JSON list of {text, lang, act, knowledge}. Raises OSError, ValueError or KeyError."""
    rows = json.loads(file.read_text("utf-8"))
    return [Labelled(row["text"], row["lang"], KNOWLEDGE if row["knowledge"] else row["act"]) for row in rows]


def measure(messages: Sequence[Labelled], *, told: bool = False) -> Figures:
    """Recognises each message; `told`: with its language known beforehand, as a browser would tell."""
    return Figures([(one, _taken(one.text, [one.language] if told else [])) for one in messages])


def _taken(text: str, languages: Sequence[str]) -> str:
    found = recognise(text, languages)
    return found.act if found and not found.rest else KNOWLEDGE
