"""Tables with merged cells and several header rows, as lines in which each cell stands beside its columns' names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.reading import rows

YEAR = re.compile(r"^(19|20)\d\d$")
LETTER = re.compile(r"[^\W\d_]{2}")


@dataclass(frozen=True)
class Cell:
    """A cell as it is drawn: its text, over how many columns and rows it goes."""

    text: str
    columns: int = 1
    rows: int = 1


def lines(table: Sequence[Sequence[Cell]], header_rows: int = 0) -> list[str]:
    """One line per row. `header_rows`: how many rows are declared to name the columns; 0 where it is not said."""
    spread = _spread(table)
    width = max(map(len, spread), default=0)
    found: list[str] = []
    # A cell over the whole width above the header is the table's caption.
    while width > 1 and len(spread) > 1 and len({id(cell) for cell in spread[0]}) == 1 and len(spread[0]) == width:
        found.append(spread.pop(0)[0].text)
        header_rows = max(0, header_rows - 1)
    count = _header_rows(spread, header_rows, width)
    header = [_name(spread[:count], place) for place in range(width)]
    for row in spread[count:]:
        found += _row(header if count else [], row)
    return [line for line in found if line]


def _spread(table: Sequence[Sequence[Cell]]) -> list[list[Cell]]:
    """Rows of one cell per column: a merged cell stands in each of its places."""
    below: dict[tuple[int, int], Cell] = {}
    spread: list[list[Cell]] = []
    for number, row in enumerate(table):
        cells: list[Cell] = []
        waiting = list(row)
        while waiting or (number, len(cells)) in below:
            if (cell := below.get((number, len(cells)))) is not None:
                cells.append(cell)
                continue
            cell = waiting.pop(0)
            for place in range(len(cells), len(cells) + cell.columns):
                below.update({(number + down, place): cell for down in range(1, cell.rows)})
            cells += [cell] * cell.columns
        spread.append(cells)
    return [row for row in spread if any(cell.text for cell in row)]


def _header_rows(spread: list[list[Cell]], declared: int, width: int) -> int:
    if len(spread) < 2:
        return 0
    if declared:
        return min(declared, len(spread) - 1)
    if width < 3 or any(map(_is_value, spread[0][1:])):
        return 0
    count = max(cell.rows for cell in spread[0])
    merged = any(cell.columns > 1 for cell in spread[0][1:])
    second = spread[1]
    if merged and count == 1 and not second[0].text and not any(map(_is_value, second)):
        count = 2
    elif merged and count == 1 and len({id(cell) for cell in second}) == len(second):
        count = 1 if any(map(_is_value, second[1:])) else 2
    return min(count, len(spread) - 1)


def _is_value(cell: Cell) -> bool:
    """A figure, which names no column, unless it is a year."""
    return bool(re.search(r"\d", cell.text)) and not LETTER.search(cell.text) and not YEAR.match(cell.text)


def _name(header: list[list[Cell]], place: int) -> str:
    names = [row[place].text for row in header if place < len(row) and row[place].text]
    return " ".join(dict.fromkeys(names))


def _row(header: list[str], row: list[Cell]) -> list[str]:
    if len({id(cell) for cell in row}) == 1:
        return [row[0].text]
    if header:
        return rows.lines([header, [cell.text for cell in row]], headed=True)
    seen = list({id(cell): cell.text for cell in row}.values())
    return rows.lines([seen], headed=False)
