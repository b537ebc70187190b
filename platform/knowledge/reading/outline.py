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
QUESTION_MARKS = ("?", "？", "؟", "\u037e", "՞", "፧", "⁇", "⁈", "꘏", "︖", "﹖", "⸮")
GREEK_QUESTION = re.compile(r"[\u0370-\u03ff]\s*;$")


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
    """Lines under the same headings, as sections; a heading with nothing below it is a line of the one above.

    What follows a fold-out goes on with the text above it, if that answers a question.
    """
    path: list[Heading] = []
    held: list[str] = []
    done: list[tuple[list[Heading], str]] = []

    def close() -> None:
        if text := "\n".join(held):
            before = next((place for place, (above, _) in enumerate(done) if _same(above, path)), None)
            if before is not None and asks(path[-1].text):
                done[before] = (done[before][0], f"{done[before][1]}\n{text}")
            else:
                done.append((list(path), text))
        held.clear()

    def leave(level: int) -> None:
        """Ends the headings from `level` on."""
        nonlocal path
        close()
        left = [heading for heading in path if heading.level >= level]
        path = [heading for heading in path if heading.level < level]
        bare = [one for one in left if one.level > 1 and not any(one is two for above, _ in done for two in above)]
        held.extend(heading.text for heading in bare)
        close()

    for line in lines:
        if isinstance(line, Heading):
            leave(line.level)
            if text := squeeze(line.text)[:LONGEST_HEADING]:
                path.append(Heading(line.level, text))
        elif text := squeeze(line):
            held.append(" " * (len(line) - len(line.lstrip(" "))) + text)
    leave(0)
    return [Section(tuple(heading.text for heading in path), text) for path, text in done]


def _same(one: list[Heading], other: list[Heading]) -> bool:
    """True for the very same headings, not others with the same words."""
    return bool(other) and len(one) == len(other) and all(a is b for a, b in zip(one, other, strict=True))


def is_question(section: Section) -> bool:
    """True if the heading asks and the text answers."""
    return bool(section.heading_path) and asks(section.heading_path[-1]) and bool(section.text)


def asks(text: str) -> bool:
    """True if a text ends with the question mark of any script, perhaps in quotes or brackets."""
    return text.rstrip(" \"'”’»)]").endswith(QUESTION_MARKS) or bool(GREEK_QUESTION.search(text))


def squeeze(text: str) -> str:
    """One line, single spaces, composed letters (NFC), ligatures as the letters that they stand for."""
    plain = LIGATURE.sub(lambda match: unicodedata.normalize("NFKC", match[0]), text.replace("\u00ad", ""))
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", plain)).strip()


def _below(title: str, path: tuple[str, ...]) -> tuple[str, ...]:
    """The title as first heading says nothing new."""
    return path[1:] if path and path[0] == squeeze(title) else path


def _once(pairs: list[Pair]) -> list[Pair]:
    """Each pair once. The same question under two headings is two; one without a heading, declared, repeats either."""
    known: dict[str, list[Pair]] = {}
    for pair in pairs:
        question, answer = squeeze(pair.question), pair.answer.strip()
        if not question or len(question) > LONGEST_QUESTION or not answer:
            continue
        same = known.setdefault(question.casefold(), [])
        if not same or (pair.heading_path and all(_differ(one, pair) for one in same)):
            same.append(Pair(question, answer, pair.heading_path))
    return [pair for same in known.values() for pair in same]


def _differ(one: Pair, other: Pair) -> bool:
    return one.heading_path != other.heading_path or squeeze(one.answer) != squeeze(other.answer)
