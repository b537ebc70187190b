"""CSV of questions and answers: two columns, with or without a header, between commas, semicolons or tabs."""

from collections.abc import Iterator
from pathlib import PurePath

from knowledge.reading.cells import NotCsv, Row, columns, rows
from knowledge.reading.decoding import decode
from knowledge.reading.outcome import Pair, Reading, Unreadable, empty

MOST_ROWS = 20_000
LONGEST_QUESTION = 1_000
LONGEST_ANSWER = 20_000
QUESTION_MARKS = ("?", "？", "؟")


def read(data: bytes, name: str, charset: str = "") -> Reading:
    """The pairs of the file. Raises Unreadable, naming the line, when a row is not a pair."""
    text = decode(data, charset)
    if not text.strip():
        raise empty()
    found = list(_rows(text))
    header = columns(found[0].cells)
    if header is None:
        _check_order(found)
    question, answer = header or (0, 1)
    pairs = [_pair(row.line, row.cells, question, answer) for row in (found[1:] if header else found)]
    if not pairs:
        raise empty()
    return Reading(PurePath(name).stem, pairs=pairs)


def _check_order(found: list[Row]) -> None:
    """Raises Unreadable unless it is clear, without a header, that the question comes first and the answer second."""
    asks = [[cell.endswith(QUESTION_MARKS) for cell in row.cells[:2]] for row in found]
    width = max(len(row.cells) for row in found)
    first, second = sum(row[0] for row in asks), sum(len(row) > 1 and row[1] for row in asks)
    is_header = len(asks) > 1 and not asks[0][0] and first > len(asks) / 2
    if width > 2 or second > first or is_header:
        names = ", ".join(f"“{cell[:40]}”" for cell in found[0].cells)
        raise Unreadable(
            "csv_columns",
            f"It is not clear which column holds the question and which the answer: the first row is {names}.",
            "Write “question” and “answer” above the two columns, in the first row.",
        )


def _rows(text: str) -> Iterator[Row]:
    try:
        for row in rows(text):
            if row.line > MOST_ROWS:
                raise _wrong(row.line, f"comes after {MOST_ROWS:,} lines, which is the most", "Split the file.")
            yield row
    except NotCsv as error:
        raise _wrong(
            error.line, f"cannot be read ({error})", "Put quotes around cells that contain commas or quotes."
        ) from None


def _pair(line: int, row: list[str], question: int, answer: int) -> Pair:
    if len(row) <= max(question, answer):
        raise _wrong(line, "has no second column", "Each row needs a question and an answer.")
    pair = Pair(row[question], row[answer])
    if not pair.question or not pair.answer:
        raise _wrong(line, f"has no {'answer' if pair.question else 'question'}", "Fill the cell, or remove the row.")
    if len(pair.question) > LONGEST_QUESTION or len(pair.answer) > LONGEST_ANSWER:
        raise _wrong(
            line, "is too long", f"A question has up to {LONGEST_QUESTION:,} characters, an answer {LONGEST_ANSWER:,}."
        )
    return pair


def _wrong(line: int, what: str, hint: str) -> Unreadable:
    return Unreadable("csv_row", f"Line {line} {what}.", hint)
