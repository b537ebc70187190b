"""CSV for a spreadsheet: the columns question and answer are read, the others are for the reader."""

import csv
import io
from collections.abc import Iterable, Iterator

from assistants.exchange.draft import Draft, RowProblem
from assistants.models import Example

COLUMNS = ("question", "answer", "kind", "split", "state", "origin", "near_copy", "passages")
DELIMITERS = ",;\t"
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

    Raises csv.Error for what is not CSV.
    """
    columns: list[int] | None = None
    for number, row in enumerate(_rows(text), 1):
        header = _header(row) if columns is None else None
        columns = columns or header or [0, 1]
        if any(cell.strip() for cell in row) and not header:
            yield number, [row[place] if place < len(row) else "" for place in columns]


def read(cells: list[str]) -> list[Draft]:
    """The one draft of a row."""
    question, answer = map(_plain, cells)
    if question and not answer:
        raise RowProblem("has an empty answer")
    return [Draft(question, answer)]


def _rows(text: str) -> Iterator[list[str]]:
    first = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(DELIMITERS, key=first.count), strict=True)
    try:
        yield from reader
    except csv.Error as error:
        raise csv.Error(f"line {reader.line_num}: {error}") from None


def _cells(row: Example) -> list[str]:
    shown = "; ".join(passage["url"] or passage["title"] for passage in row.passages)
    copy = "yes" if row.near_copy_of_id else ""
    cells = (row.question, row.answer, row.kind, row.split, row.state, row.origin, copy, shown)
    return [f"'{cell}" if cell.startswith(FORMULA) else cell for cell in cells]


def _header(row: list[str]) -> list[int] | None:
    names = [cell.strip().casefold() for cell in row]
    return [names.index("question"), names.index("answer")] if {"question", "answer"} <= set(names) else None


def _plain(cell: str) -> str:
    """Without the quote that keeps a spreadsheet from computing it."""
    return (cell[1:] if cell.startswith("'") and cell[1:].startswith(FORMULA) else cell).replace("\0", "").strip()
