"""CSV for a spreadsheet: questions and answers are read, the other columns are for people."""

import csv
import io
from collections.abc import Iterable, Iterator

from assistants.exchange.draft import Draft, RowProblem
from assistants.models import Example
from assistants.words import storable
from knowledge.reading.cells import columns, rows

COLUMNS = ("question", "answer", "kind", "split", "state", "origin", "near_copy", "passages")
# A spreadsheet would take a cell that begins so for a formula (OWASP, "CSV Injection").
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write(rows: Iterable[Example]) -> str:
    """The rows under a header; begins with a byte order mark, by which spreadsheets know UTF-8."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(COLUMNS)
    writer.writerows(_cells(row) for row in rows)
    return "\ufeff" + file.getvalue()


def lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """(row number as a spreadsheet counts, [question, answer]) of each row that is not blank, without a header.

    Raises NotCsv.
    """
    places = (0, 1)
    for nth, row in enumerate(rows(text)):
        header = columns(row.cells) if nth == 0 else None
        places = header or places
        if not header:
            yield row.number, [row.cells[place] if place < len(row.cells) else "" for place in places]


def read(cells: list[str]) -> list[Draft]:
    """The one draft of a row."""
    question, answer = map(_plain, cells)
    if question and not answer:
        raise RowProblem("has an empty answer")
    return [Draft(question, answer)]


def _cells(row: Example) -> list[str]:
    shown = "; ".join(passage["url"] or passage["title"] for passage in row.passages)
    copy = "yes" if row.near_copy_of_id else ""
    cells = (row.question, row.answer, row.kind, row.split, row.state, row.origin, copy, shown)
    return [f"'{cell}" if cell.startswith(FORMULA) else cell for cell in cells]


def _plain(cell: str) -> str:
    """Without the quote that keeps a spreadsheet from computing it."""
    return storable(cell[1:] if cell.startswith("'") and cell[1:].startswith(FORMULA) else cell).strip()
