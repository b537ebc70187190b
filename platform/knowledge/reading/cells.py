"""CSV files: which delimiter, which row is a header, which column is which; and cells that are safe to open. Pure."""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

QUESTION_COLUMNS = frozenset({"question", "questions", "q", "prompt"})
ANSWER_COLUMNS = frozenset({"answer", "answers", "a", "response", "reply"})
DELIMITERS = ",;\t"
# A spreadsheet would take a cell that begins so for a formula (OWASP, "CSV Injection").
FORMULA = ("=", "+", "-", "@", "\t", "\r")
_QUOTED = re.compile(r'"[^"]*"')


class Row(NamedTuple):
    """`number` counts rows from 1, as a spreadsheet does; `line` is where the row ends; the cells are stripped."""

    number: int
    line: int
    cells: list[str]


class NotCsv(Exception):
    """Row `number`, around line `line`, cannot be read."""

    def __init__(self, number: int, line: int, reason: str) -> None:
        super().__init__(reason)
        self.number, self.line = number, line


def rows(text: str) -> Iterator[Row]:
    """Each row that is not blank, between commas, semicolons or tabs. Raises NotCsv."""
    first = _QUOTED.sub("", text.lstrip().partition("\n")[0])
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(DELIMITERS, key=first.count), strict=True)
    number = 0
    try:
        for number, row in enumerate(reader, 1):
            cells = [cell.strip() for cell in row]
            if any(cells):
                yield Row(number, reader.line_num, cells)
    except csv.Error as error:
        raise NotCsv(number + 1, reader.line_num, str(error)) from None


def columns(cells: list[str]) -> tuple[int, int] | None:
    """Where a header has the question and the answer; None for a row that is no header."""
    names = [cell.casefold() for cell in cells]
    question = next((place for place, name in enumerate(names) if name in QUESTION_COLUMNS), None)
    answer = next((place for place, name in enumerate(names) if name in ANSWER_COLUMNS), None)
    return None if question is None or answer is None else (question, answer)


def written(rows: Iterable[Iterable[object]]) -> str:
    """A CSV file whose cells no spreadsheet computes; its byte order mark tells spreadsheets that it is UTF-8."""
    file = io.StringIO()
    csv.writer(file).writerows(map(_quoted, rows))
    return "\ufeff" + file.getvalue()


def plain(cell: str) -> str:
    """A cell of `written` without the quote that keeps a spreadsheet from computing it."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(FORMULA) else cell


def _quoted(row: Iterable[object]) -> list[str]:
    return [f"'{text}" if text.startswith(FORMULA) else text for text in map(str, row)]
