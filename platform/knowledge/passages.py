"""Cuts a reading into passages: pieces of a size that a prompt can carry, that search can tell apart. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from knowledge import sentences
from knowledge.reading.outcome import Pair, Section

TINY = 60
MOST = 120
SEPARATOR = " › "
LONGEST_HEADING = 500


@dataclass(frozen=True)
class Draft:
    """A passage before it is stored. `pair`: the question and answer that it carries, if it does."""

    heading: str
    text: str
    pair: Pair | None = None

    @property
    def sentences(self) -> list[str]:
        """The sentences of the text; none if it has only one, which is the passage itself."""
        found = sentences.split(self.text)
        return found if len(found) > 1 else []


def cut(sections: Sequence[Section], pairs: Sequence[Pair] = ()) -> list[Draft]:
    """Drafts of up to 120 words, in reading order, then those of the pairs."""
    drafts = [draft for group in _merged(sections) for draft in _of_section(group)]
    return drafts + [draft for pair in pairs for draft in of_pair(pair)]


def of_pair(pair: Pair) -> list[Draft]:
    """The question with its answer; a long answer goes on in further drafts, under the question as heading."""
    pieces = _pieces(pair.answer)
    above = _joined(pair.heading_path)
    first = Draft(above, f"{pair.question}\n{pieces[0]}", pair)
    return [first, *(Draft(_joined((*pair.heading_path, pair.question)), piece) for piece in pieces[1:])]


def _of_section(section: Section) -> Iterator[Draft]:
    for piece in _pieces(section.text):
        yield Draft(_joined(section.heading_path), piece)


def _joined(path: Iterable[str]) -> str:
    return SEPARATOR.join(path)[:LONGEST_HEADING]


def _merged(sections: Sequence[Section]) -> Iterator[Section]:
    """Neighbours that are tiny together become one section, each under its own heading's words."""
    held: list[Section] = []
    for section in sections:
        if held and not _fit(held, section):
            yield _as_one(held)
            held = []
        held.append(section)
    if held:
        yield _as_one(held)


def _fit(held: list[Section], section: Section) -> bool:
    counts = [_count(one.text) for one in (*held, section)]
    return min(sum(counts[:-1]), counts[-1]) < TINY and sum(counts) <= MOST


def _as_one(held: list[Section]) -> Section:
    if len(held) == 1:
        return held[0]
    shared = _shared([section.heading_path for section in held])
    texts = [_with_heading(section, shared) for section in held]
    return Section(held[0].heading_path[:shared], "\n".join(texts))


def _with_heading(section: Section, shared: int) -> str:
    own = SEPARATOR.join(section.heading_path[shared:])
    return f"{own}:\n{section.text}" if own else section.text


def _shared(paths: Sequence[tuple[str, ...]]) -> int:
    """How many headings all paths begin with."""
    count = 0
    for level in zip(*paths, strict=False):
        if len(set(level)) > 1:
            break
        count += 1
    return count


def _pieces(text: str) -> list[str]:
    """Text in pieces of about equal length, at most 120 words, broken between sentences where there are any."""
    units = list(_units(text))
    total = sum(_count(unit) for unit in units)
    goal = total / max(1, -(-total // MOST))
    pieces: list[str] = []
    held, words, reached = "", 0, 0
    for unit in units:
        size = _count(unit)
        over = reached + words + size / 2 > goal * (len(pieces) + 1)
        if held and (over or words + size > MOST):
            pieces.append(held.strip())
            reached += words
            held, words = "", 0
        held, words = held + unit, words + size
    return [*pieces, held.strip()]


def _units(text: str) -> Iterator[str]:
    """Sentences with what follows them (a space or a line end); those over 120 words in parts."""
    for line in text.split("\n"):
        *inner, last = [part for sentence in sentences.split(line) for part in _parts(sentence)] or [""]
        yield from (f"{unit} " for unit in inner)
        yield f"{last}\n"


def _parts(sentence: str) -> Iterator[str]:
    words = sentence.split()
    for start in range(0, len(words), MOST):
        yield " ".join(words[start : start + MOST])


def _count(text: str) -> int:
    return len(text.split())
