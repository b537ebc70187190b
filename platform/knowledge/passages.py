"""Cuts a reading into passages: pieces of a size that a prompt can carry, that search can tell apart. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from knowledge import sentences
from knowledge.reading.outcome import Pair, Section

TINY = 60
MOST = 120
MOST_IN_A_LIST = 250
LEADS = (":", "：")
ROW = " | "
ITEM = re.compile(r"(?:- |\d+\. )")
ROW_LINE = re.compile(r" \| ")
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
    """Drafts of up to 120 words (a whole list or table: 250), in reading order, then those of the pairs."""
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
    """Text in pieces of about equal length, at most 120 words, broken between sentences where there are any.

    A list or a table of up to 250 words stays whole; of a longer one, each piece repeats what it stands under.
    """
    pieces: list[str] = []
    for block in _blocks(text.split("\n")):
        if not block.items:
            pieces += _evenly(block.lead)
        else:
            pieces += _of_items(block)
    return _rejoined(pieces)


@dataclass
class Block:
    """Lines that belong together: `lead`, the line that a list or table stands under, and its `items`."""

    lead: list[str]
    items: list[str]


def _blocks(lines: Sequence[str]) -> Iterator[Block]:
    """Runs of plain lines, and lists and tables under their lead."""
    plain: list[str] = []
    place = 0
    while place < len(lines):
        end = _end_of_items(lines, place)
        if end - place < 2:
            plain += lines[place : max(end, place + 1)]
            place = max(end, place + 1)
            continue
        lead = [plain.pop()] if plain and plain[-1].rstrip().endswith(LEADS) else []
        if plain:
            yield Block(plain, [])
        plain = []
        first = place
        if ROW in lines[place] and _heads(lines[place], lines[place + 1]):
            lead, first = [*lead, lines[place]], place + 1
        yield Block(lead, _items(lines[first:end]))
        place = end
    if plain:
        yield Block(plain, [])


def _end_of_items(lines: Sequence[str], start: int) -> int:
    """Where the list or table that begins at `start` ends; `start` itself if none does."""
    is_part = ITEM.match if ITEM.match(lines[start]) else ROW_LINE.search
    end = start
    while end < len(lines) and (is_part(lines[end]) or (end > start and lines[end].startswith("  "))):
        end += 1
    return end


def _heads(header: str, row: str) -> bool:
    """True if a row names its cells by this header."""
    names = header.split(ROW)[1:] or [header]
    return any(f"{name}: " in row for name in names)


def _items(lines: Sequence[str]) -> list[str]:
    """Items with what is indented below them."""
    items: list[str] = []
    for line in lines:
        if items and line.startswith("  "):
            items[-1] += f"\n{line}"
        else:
            items.append(line)
    return items


def _of_items(block: Block) -> Iterator[str]:
    whole = "\n".join([*block.lead, *block.items])
    if _count(whole) <= MOST_IN_A_LIST:
        yield whole
        return
    lead = "\n".join(block.lead)
    room = max(MOST - _count(lead), TINY)
    held: list[str] = []
    for item in (part for one in block.items for part in (_evenly([one]) if _count(one) > room else [one])):
        if held and _count("\n".join([*held, item])) > room:
            yield "\n".join(filter(None, [lead, *held]))
            held = []
        held.append(item)
    yield "\n".join(filter(None, [lead, *held]))


def _rejoined(pieces: Sequence[str]) -> list[str]:
    """Neighbours that fit into one piece, as one."""
    joined: list[str] = []
    for piece in pieces:
        if joined and _count(joined[-1]) + _count(piece) <= MOST:
            joined[-1] = f"{joined[-1]}\n{piece}"
        else:
            joined.append(piece)
    return joined or [""]


def _evenly(lines: Sequence[str]) -> list[str]:
    units = list(_units("\n".join(lines)))
    total = sum(_count(unit) for unit in units)
    goal = total / max(1, -(-total // MOST))
    pieces: list[str] = []
    held, words, reached = "", 0, 0
    for unit in units:
        size = _count(unit)
        over = reached + words + size / 2 > goal * (len(pieces) + 1)
        if held and (over or words + size > MOST):
            pieces.append(held.rstrip())
            reached += words
            held, words = "", 0
        held, words = held + unit, words + size
    return [*pieces, held.rstrip()]


def _units(text: str) -> Iterator[str]:
    """Sentences with what follows them (a space or a line end); those over 120 words in parts."""
    for line in text.split("\n"):
        indent = line[: len(line) - len(line.lstrip(" "))]
        *inner, last = [part for sentence in sentences.split(line) for part in _parts(sentence)] or [""]
        if inner:
            inner[0] = indent + inner[0]
        else:
            last = indent + last
        yield from (f"{unit} " for unit in inner)
        yield f"{last}\n"


def _parts(sentence: str) -> Iterator[str]:
    words = sentence.split()
    for start in range(0, len(words), MOST):
        yield " ".join(words[start : start + MOST])


def _count(text: str) -> int:
    return len(text.split())
