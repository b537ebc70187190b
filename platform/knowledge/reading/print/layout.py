"""Words of a page as rows, columns and tables, in reading order."""

from __future__ import annotations

import itertools
import re
import statistics
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from knowledge.reading import grid
from knowledge.reading.print.words import Word

SAME_LINE = 0.4
GAP = 0.9
FEWEST_WORDS_IN_A_COLUMN = 3.0
ITEM = re.compile(r"^(?:[-*•–▪‣◦●○■□✓]|\d{1,3}[.)]|[a-z]\))(?:\s|$)")
BULLET = re.compile(r"^[•▪‣◦●○■\uf0b7]\s*")
ENDS = re.compile(r"[.!?:;。！？؟]$")
HYPHEN = re.compile(r"[^\W_]-$")
BROKEN = re.compile(r"[^\W\d_]{2}-$")
KEPT_HYPHEN = re.compile(r"^(?:und|oder|bzw|and|or|et|ou|y|o|e|en|of|i|lub|och|og)\b")


@dataclass(frozen=True)
class Segment:
    """Words of a line without a wide gap between them."""

    words: tuple[Word, ...]

    @property
    def left(self) -> float:
        return min(word.left for word in self.words)

    @property
    def right(self) -> float:
        return max(word.right for word in self.words)

    @property
    def base(self) -> float:
        return self.words[0].base

    @property
    def size(self) -> float:
        return max(word.size for word in self.words)

    @property
    def bold(self) -> bool:
        return all(word.bold for word in self.words)

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)


@dataclass(frozen=True)
class Block:
    """A paragraph, or a row of a table (which is no heading whatever its letters)."""

    text: str
    size: float
    bold: bool
    is_row: bool = False


Row = list[Segment]


def rows_of(words: list[Word]) -> list[Row]:
    """Lines from top to bottom, each parted where a wide gap is."""
    lines: list[list[Word]] = []
    for word in sorted(words, key=lambda word: -word.base):
        if lines and abs(lines[-1][0].base - word.base) < SAME_LINE * min(word.size, lines[-1][0].size):
            lines[-1].append(word)
        else:
            lines.append([word])
    return [_parted(line) for line in lines]


def blocks_of(rows: list[Row]) -> Iterator[Block]:
    """Paragraphs and rows of tables in reading order."""
    place = 0
    while place < len(rows):
        end = place
        if len(rows[place]) == 1:
            while end < len(rows) and len(rows[end]) == 1:
                end += 1
            yield from _paragraphs([row[0] for row in rows[place:end]])
        else:
            while end < len(rows) and len(rows[end]) > 1:
                end += 1
            columns = _columns(rows[place:end])
            if _are_text(rows[place:end], columns):
                while end < len(rows) and all(_column(columns, segment) >= 0 for segment in rows[end]):
                    end += 1
                for number in range(len(columns)):
                    yield from _paragraphs([s for row in rows[place:end] for s in row if _column(columns, s) == number])
            else:
                yield from _table(rows[place:end], columns)
        place = end


def _columns(rows: list[Row]) -> list[tuple[float, float]]:
    """The stretches of the width that any segment covers, from left to right."""
    found: list[tuple[float, float]] = []
    for left, right in sorted((segment.left, segment.right) for row in rows for segment in row):
        if found and left < found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], right))
        else:
            found.append((left, right))
    return found


def _column(columns: list[tuple[float, float]], segment: Segment) -> int:
    """The column in which a segment lies; -1 for one that crosses several or none."""
    met = [n for n, (left, right) in enumerate(columns) if segment.left < right and segment.right > left]
    if len(met) == 1:
        return met[0]
    return -1


def _are_text(rows: list[Row], columns: list[tuple[float, float]]) -> bool:
    """Whether the columns hold running text, to be read one after another, and not the cells of a table."""
    if len(rows) < 3 or len(columns) < 2:
        return False
    for number in range(len(columns)):
        held = [len(s.words) for row in rows for s in row if _column(columns, s) == number]
        if len(held) < 3 or statistics.mean(held) < FEWEST_WORDS_IN_A_COLUMN:
            return False
    return True


def _table(rows: list[Row], columns: list[tuple[float, float]]) -> Iterator[Block]:
    cells: list[list[str]] = []
    for nth, row in enumerate(rows):
        line = [""] * len(columns)
        for segment in row:
            number = max(0, _column(columns, segment))
            line[number] = f"{line[number]} {segment.text}".strip()
        near = nth > 0 and rows[nth - 1][0].base - row[0].base < 1.4 * row[0].size
        if cells and near and not line[0] and not any(re.search(r"\d", cell) for cell in line):
            cells[-1] = [f"{above} {below}".strip() for above, below in zip(cells[-1], line, strict=True)]
        else:
            cells.append(line)
    # A colon after a label would be followed by another one.
    named = [[grid.Cell(cell.removesuffix(":") if place == 0 else cell) for place, cell in enumerate(r)] for r in cells]
    size = max(segment.size for row in rows for segment in row)
    for text in grid.lines(named):
        yield Block(text, size, False, is_row=True)


def _paragraphs(segments: list[Segment]) -> Iterator[Block]:
    if not segments:
        return
    edge = max(segment.right for segment in segments)
    width = max(1.0, edge - min(segment.left for segment in segments))
    pitches = [a.base - b.base for a, b in itertools.pairwise(segments) if a.base > b.base]
    pitch = min(pitches, default=0.0)
    held: list[Segment] = []
    for segment in segments:
        if held and not _goes_on(held[-1], segment, edge, width, pitch):
            yield _block(held)
            held = []
        held.append(segment)
    yield _block(held)


def _goes_on(above: Segment, below: Segment, edge: float, width: float, pitch: float) -> bool:
    """Whether a line belongs to the paragraph of the line above it."""
    if abs(above.size - below.size) > 0.1 * above.size or above.bold != below.bold:
        return False
    if not 0 < above.base - below.base < max(1.35 * pitch, 1.2 * below.size):
        return False
    # A line that left room for the next word was ended on purpose.
    room = edge - above.right
    ended = ENDS.search(above.text) and room > 0.15 * width
    if HYPHEN.search(above.text):
        return True
    return room < 0.3 * width and not ended and not ITEM.match(below.text)


def _block(segments: list[Segment]) -> Block:
    text = ""
    for segment in segments:
        line = segment.text
        if not text:
            text = line
        elif text.endswith("-") and not text.endswith(" -") and not KEPT_HYPHEN.match(line):
            broken = BROKEN.search(text) and line[:1].islower()
            text = (text[:-1] if broken else text) + line
        else:
            text = f"{text} {line}"
    return Block(BULLET.sub("- ", text), max(s.size for s in segments), all(s.bold for s in segments))


def _parted(line: list[Word]) -> Row:
    ordered = sorted(line, key=lambda word: word.left)
    row: list[list[Word]] = []
    for word in ordered:
        if row and word.left - row[-1][-1].right < GAP * word.size:
            row[-1].append(word)
        else:
            row.append([word])
    segments = [Segment(tuple(reversed(part)) if _is_right_to_left(part) else tuple(part)) for part in row]
    return segments[::-1] if _is_right_to_left(ordered) else segments


def _is_right_to_left(words: list[Word]) -> bool:
    directions = [unicodedata.bidirectional(sign) for word in words for sign in word.text]
    return sum(one in {"R", "AL"} for one in directions) > sum(one == "L" for one in directions)
