"""CSV for a spreadsheet: questions and answers are read, the other columns are for people."""

from collections.abc import Iterable, Iterator

from assistants.exchange.draft import Draft, RowProblem
from assistants.models import Example
from assistants.words import storable
from knowledge.reading.cells import columns, plain, rows, written

COLUMNS = ("question", "answer", "kind", "split", "state", "origin", "near_copy", "passages")


def write(rows: Iterable[Example]) -> str:
    """The rows under a header."""
    return written([COLUMNS, *map(_cells, rows)])


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
    return [row.question, row.answer, row.kind, row.split, row.state, row.origin, copy, shown]


def _plain(cell: str) -> str:
    return storable(plain(cell)).strip()
