"""The page's own words around a place: whole sentences, and lists, steps and tables as a whole. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Final

from assistants.words import sentences

MAX_WORDS: Final = 110
"""Of a list, a table or some steps; what is longer is cut around the place."""
MAX_TABLE_WORDS: Final = 160
MIN_WORDS: Final = 18
"""A shorter sentence is shown with the next one."""
MAX_STEP_WORDS: Final = 28
ITEM = re.compile(r"^(?:[-*•–]\s|\d{1,3}[.)]\s|[A-Z]\.\s)")
ROW = re.compile(r"\S \| \S|\S\s*\|\s*$")
LEANING = re.compile(
    r"^(?:it|its|this|that|these|those|they|he|she|his|her|their|there|then|also|however|but|and|or|otherwise"
    r"|in that case|if so|after that|instead|for example)\b",
    re.IGNORECASE,
)
IMPERATIVE = re.compile(
    r"^(?:to\b|go\b|open\b|click\b|select\b|choose\b|press\b|enter\b|sign\b|log\b|tap\b|check\b|turn\b|hold\b|connect\b|"
    r"visit\b|scroll\b|type\b|fill\b|send\b|wait\b|follow\b|confirm\b|add\b|remove\b|find\b|use\b|take\b|put\b|call\b|"
    r"email\b|under\b|then\b|next\b|on the\b|from the\b|in the\b|at the\b|you will\b|once\b|when\b|after\b|power\b|"
    r"unplug\b|release\b|set\b|insert\b|pull\b|push\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Line:
    """A line of a passage and where it begins. `kind`: text, item, row."""

    start: int
    text: str
    kind: str

    @property
    def words(self) -> int:
        """How many words it has."""
        return len(self.text.split())

    @property
    def leads(self) -> bool:
        """Whether it leads what follows in: its end says so."""
        return self.kind == "text" and self.text.endswith(":")


def excerpt(text: str, start: int, end: int, *, whole: bool = False) -> str:
    """The stretch of a passage's `text` that says what `text[start:end]` says, complete.

    `whole`: steps and lists around the place are wanted, where prose would do for a fact.
    """
    lines = _block(_lines(text), start, end)
    touched = [place for place, line in enumerate(lines) if line.start < end and line.start + len(line.text) > start]
    if not touched:
        return ""
    first, last = touched[0], touched[-1]
    if lines[first].kind == "row" or lines[last].kind == "row":
        return _table(lines, first, last, whole)
    if "item" in (lines[first].kind, lines[last].kind):
        return _list(lines, first, last)
    if lines[first].leads and first == last and first + 1 < len(lines):
        first = last = first + 1
        if lines[first].kind == "item":
            return _list(lines, first, last)
        start, end = lines[first].start, lines[first].start + 1
    if (whole or lines[0].leads) and (steps := _steps(lines, first, last)):
        return steps
    return _prose(lines, first, last, start, end)


def _block(lines: Sequence[Line], start: int, end: int) -> Sequence[Line]:
    """The lines from the one that leads the place, such as the heading of a small section, to the next such one."""
    leads = [place for place, line in enumerate(lines) if line.leads]
    first = max((place for place in leads if lines[place].start <= start), default=0)
    last = min((place for place in leads if place > first and lines[place].start >= end), default=len(lines))
    return lines[first:last]


def _lines(text: str) -> list[Line]:
    found, place = [], 0
    for line in text.split("\n"):
        if line.strip():
            kind = "item" if ITEM.match(line.strip()) else "row" if ROW.search(line) else "text"
            found.append(Line(place, line, kind))
        place += len(line) + 1
    return found


def _run(lines: Sequence[Line], place: int, kind: str) -> tuple[int, int]:
    """The lines of one kind around a place."""
    first = last = place
    while first > 0 and lines[first - 1].kind == kind:
        first -= 1
    while last + 1 < len(lines) and lines[last + 1].kind == kind:
        last += 1
    return first, last


def _list(lines: Sequence[Line], first: int, last: int) -> str:
    """The whole list with the line that introduces it; of a long one what is around the place."""
    place = first if lines[first].kind == "item" else last
    begin, end = _run(lines, place, "item")
    lead = [lines[begin - 1].text] if begin > 0 and lines[begin - 1].kind == "text" else []
    if lead and not lead[0].endswith(":"):
        lead = [sentences(lead[0])[-1]]
    if sum(line.words for line in lines[begin : end + 1]) > MAX_WORDS:
        begin, end = max(begin, min(first, place) - 1), min(end, max(last, place) + 1)
    return "\n".join([*lead, *(line.text for line in lines[begin : end + 1])])


def _table(lines: Sequence[Line], first: int, last: int, whole: bool) -> str:
    """The rows that are touched under the row of column names; a small table as a whole."""
    begin, end = _run(lines, first if lines[first].kind == "row" else last, "row")
    rows = list(lines[begin : end + 1])
    chosen = [lines[place] for place in range(max(first, begin + 1), min(last, end) + 1)]
    if chosen and not whole and sum(row.words for row in rows) > MAX_WORDS / 2:
        rows = [rows[0], *chosen]
    while len(rows) > 2 and sum(row.words for row in rows) > MAX_TABLE_WORDS:
        rows.pop()
    return _drawn([row.text for row in rows])


def _drawn(rows: Sequence[str]) -> str:
    """Rows as a Markdown table, which the widget draws; cells need not name their columns in it."""
    cells = [[cell.strip() for cell in row.strip().strip("|").split("|")] for row in rows]
    names = cells[0]
    cells[1:] = [
        [cell.removeprefix(f"{name}: ") for cell, name in zip_longest(row, names[: len(row)], fillvalue="")]
        for row in cells[1:]
    ]
    width = max(map(len, cells))
    if len(cells) < 2 or width < 2:
        return "\n".join(" – ".join(filter(None, row)) for row in cells)
    padded = [row + [""] * (width - len(row)) for row in cells]
    drawn = [f"| {' | '.join(row)} |" for row in padded]
    return "\n".join([drawn[0], f"|{' --- |' * width}", *drawn[1:]])


def _steps(lines: Sequence[Line], first: int, last: int) -> str:
    """Lines that are told one after another, such as steps without numbers; "" where these are none."""
    if not all(map(_is_step, lines[first : last + 1])):
        return ""
    begin, end = first, last
    while begin > 0 and _is_step(lines[begin - 1]):
        begin -= 1
    while end + 1 < len(lines) and _is_step(lines[end + 1]):
        end += 1
    if end - begin < 1:
        return ""
    if begin > 0 and lines[begin - 1].text.endswith(":"):
        begin -= 1
    while sum(line.words for line in lines[begin : end + 1]) > MAX_WORDS and end > last:
        end -= 1
    kept = [line.text for line in lines[begin : end + 1]]
    lead = [kept.pop(0)] if kept[0].endswith(":") else []
    numbered = kept if any(ITEM.match(line) for line in kept) else [f"{n}. {line}" for n, line in enumerate(kept, 1)]
    return "\n".join([*lead, *numbered])


def _is_step(line: Line) -> bool:
    return (
        line.kind == "text"
        and not line.leads
        and line.words <= MAX_STEP_WORDS
        and IMPERATIVE.match(line.text) is not None
    )


def _prose(lines: Sequence[Line], first: int, last: int, start: int, end: int) -> str:
    """The sentences that are touched, with the one before where they lean on it, and the next where they are short."""
    parts: list[tuple[int, str]] = []
    for line in lines:
        place = line.start
        for sentence in sentences(line.text):
            place = line.start + line.text.find(sentence, place - line.start)
            parts.append((place, sentence))
            place += len(sentence)
    touched = [n for n, (place, part) in enumerate(parts) if place < end and place + len(part) > start]
    if not touched:
        return "\n".join(line.text for line in lines[first : last + 1])
    begin, finish = touched[0], touched[-1]
    if begin > 0 and (LEANING.match(parts[begin][1]) or parts[begin - 1][1].endswith("?")):
        begin -= 1
    if sum(len(part.split()) for _, part in parts[begin : finish + 1]) < MIN_WORDS:
        begin, finish = (begin, finish + 1) if finish + 1 < len(parts) else (max(0, begin - 1), finish)
    chosen = [part for _, part in parts[begin : finish + 1]]
    if lines[0].leads and begin > 0:
        chosen.insert(0, lines[0].text)
    if chosen[0].endswith("?"):
        chosen = chosen[1:]
    return _joined(chosen, text_lines={line.text for line in lines})


def _joined(parts: Sequence[str], text_lines: set[str]) -> str:
    """Sentences one after another; those that were lines of their own stay so where an item is among them."""
    if any(ITEM.match(part) for part in parts):
        return "\n".join(parts)
    return " ".join(part if part[-1:] in ".!?:;…" or part not in text_lines else f"{part}." for part in parts)
