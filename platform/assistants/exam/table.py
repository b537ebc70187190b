"""Exam questions in a CSV file: a question and its accepted answer a row; an empty answer is to be refused."""

import csv
import io
import re
from collections.abc import Iterator
from typing import Any

from assistants.errors import BadExam
from knowledge.reading.decoding import decode
from knowledge.reading.readers.table import ANSWER_COLUMNS, QUESTION_COLUMNS

SHAPE = (
    'Write one question a row, as question,answer. Leave the answer empty, as in "Do you sell cars?", with the comma, '
    "for what is to be refused."
)
DELIMITERS = ",;\t"
COLUMNS = 2
_QUOTED = re.compile(r'"[^"]*"')


def entries(content: bytes) -> list[tuple[str, dict[str, Any]]]:
    """("Row 7", entry as a JSON file holds it) of each row that is not blank, a header left out.

    Rows count from 1, as a spreadsheet shows them. Raises BadExam naming the row that is not a question.
    """
    rows = list(_rows(decode(content)))
    header = [cell.casefold() for cell in rows[0][1]] if rows else []
    swapped = _is_header(header) and header[0] in ANSWER_COLUMNS
    body = rows[1:] if _is_header(header) else rows
    return [(f"Row {number}", _entry(*(reversed(cells) if swapped else cells))) for number, cells in body]


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    first = _QUOTED.sub("", text.lstrip().partition("\n")[0])
    reader = csv.reader(io.StringIO(text), delimiter=max(DELIMITERS, key=first.count), strict=True)
    number = 0
    try:
        for number, row in enumerate(reader, 1):
            cells = [cell.strip() for cell in row]
            if any(cells):
                yield number, _pair(number, cells)
    except csv.Error as error:
        raise BadExam(f"Row {number + 1} cannot be read ({error}).", "Close every quote that is opened.") from None


def _pair(number: int, cells: list[str]) -> list[str]:
    if len(cells) < COLUMNS:
        raise BadExam(f"Row {number} has no second column.", SHAPE)
    if any(cells[COLUMNS:]):
        raise BadExam(
            f"Row {number} has {len(cells)} columns instead of {COLUMNS}.",
            "Put quotes around a question or an answer that holds a comma.",
        )
    return cells[:COLUMNS]


def _is_header(names: list[str]) -> bool:
    return bool(QUESTION_COLUMNS & set(names) and ANSWER_COLUMNS & set(names))


def _entry(question: str, answer: str) -> dict[str, Any]:
    return {"question": question, "answers": [answer] if answer else []}
