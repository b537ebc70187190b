"""Headings and lines in reading order become sections and pairs. Shared by the readers."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from knowledge.reading.outcome import Pair, Reading, Section, empty

LONGEST_HEADING = 160
LONGEST_QUESTION = 300
LIGATURE = re.compile("[\ufb00-\ufb06\ufb13-\ufb17]")


@dataclass(frozen=True)
class Heading:
    """A heading; `level` 1 is outermost."""

    level: int
    text: str


Line = Heading | str


def reading(title: str, lines: Iterable[Line], pairs: Iterable[Pair] = ()) -> Reading:
    """Sections of `lines` under their headings, those that ask a question turned into pairs, and `pairs`, each once.

    Raises Unreadable when there is not a word in it.
    """
    found = sections(lines)
    asked = [section for section in found if is_question(section)]
    merged = [Pair(s.heading_path[-1], s.text, _below(title, s.heading_path[:-1])) for s in asked]
    result = Reading(
        title=squeeze(title)[:300],
        sections=[Section(_below(title, s.heading_path), s.text) for s in found if not is_question(s)],
        pairs=_once([*merged, *pairs]),
    )
    if not result.words:
        raise empty()
    return result


def sections(lines: Iterable[Line]) -> list[Section]:
    """Consecutive lines under the same headings, as sections; headings without text give none."""
    path: list[Heading] = []
    held: list[str] = []
    done: list[Section] = []

    def close() -> None:
        if text := "\n".join(held):
            done.append(Section(tuple(heading.text for heading in path), text))
        held.clear()

    for line in lines:
        if isinstance(line, Heading):
            close()
            path = [above for above in path if above.level < line.level]
            if text := squeeze(line.text)[:LONGEST_HEADING]:
                path.append(Heading(line.level, text))
        elif text := squeeze(line):
            held.append(text)
    close()
    return done


def is_question(section: Section) -> bool:
    """True if the heading asks and the text answers."""
    return bool(section.heading_path) and section.heading_path[-1].endswith("?") and bool(section.text)


def squeeze(text: str) -> str:
    """One line, single spaces, composed letters (NFC), ligatures as the letters that they stand for."""
    plain = LIGATURE.sub(lambda match: unicodedata.normalize("NFKC", match[0]), text.replace("\u00ad", ""))
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", plain)).strip()


def _below(title: str, path: tuple[str, ...]) -> tuple[str, ...]:
    """The title as first heading says nothing new."""
    return path[1:] if path and path[0] == squeeze(title) else path


def _once(pairs: list[Pair]) -> list[Pair]:
    known: dict[str, Pair] = {}
    for pair in pairs:
        question = squeeze(pair.question)
        if question and len(question) <= LONGEST_QUESTION and pair.answer.strip():
            known.setdefault(question.casefold(), Pair(question, pair.answer.strip(), pair.heading_path))
    return list(known.values())
