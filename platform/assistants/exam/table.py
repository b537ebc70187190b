"""Exam questions in a CSV file: a question and its accepted answer a row; an empty answer is to be refused."""

from collections.abc import Iterator
from typing import Any

from assistants.errors import BadExam
from knowledge.reading.cells import NotCsv, Row, columns, rows
from knowledge.reading.decoding import decode

SHAPE = (
    'Write one question a row, as question,answer. Leave the answer empty, as in "Do you sell cars?", with the comma, '
    "for what is to be refused."
)
COLUMNS = 2


def entries(content: bytes) -> list[tuple[str, dict[str, Any]]]:
    """("Row 7", entry as a JSON file holds it) of each row that is not blank, a header left out.

    Rows count from 1, as a spreadsheet shows them. Raises BadExam naming the row that is not a question.
    """
    found = list(_rows(decode(content)))
    header = columns(found[0].cells) if found else None
    question, answer = header or (0, 1)
    body = found[1:] if header else found
    return [(f"Row {row.number}", _entry(row.cells[question], row.cells[answer])) for row in body]


def _rows(text: str) -> Iterator[Row]:
    try:
        for row in rows(text):
            _check(row.number, row.cells)
            yield row
    except NotCsv as error:
        raise BadExam(f"Row {error.number} cannot be read ({error}).", "Close every quote that is opened.") from None


def _check(number: int, cells: list[str]) -> None:
    if len(cells) < COLUMNS:
        raise BadExam(f"Row {number} has no second column.", SHAPE)
    if any(cells[COLUMNS:]):
        raise BadExam(
            f"Row {number} has {len(cells)} columns instead of {COLUMNS}.",
            "Put quotes around a question or an answer that holds a comma.",
        )


def _entry(question: str, answer: str) -> dict[str, Any]:
    return {"question": question, "answers": [answer] if answer else []}
