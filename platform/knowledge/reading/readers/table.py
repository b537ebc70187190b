"""CSV of questions and answers: two columns, with or without a header, between commas, semicolons or tabs."""

import csv
import io
import re
from collections.abc import Iterator
from pathlib import PurePath

from knowledge.reading.decoding import decode
from knowledge.reading.outcome import Pair, Reading, Unreadable, empty

QUESTION_COLUMNS = frozenset({"question", "questions", "q", "prompt"})
ANSWER_COLUMNS = frozenset({"answer", "answers", "a", "response", "reply"})
QUOTED = re.compile(r'"[^"]*"')
DELIMITERS = ",;\t"
MOST_ROWS = 20_000
LONGEST_QUESTION = 1_000
LONGEST_ANSWER = 20_000


def read(data: bytes, name: str, charset: str = "") -> Reading:
    """The pairs of the file. Raises Unreadable, naming the line, when a row is not a pair."""
    text = decode(data, charset)
    if not text.strip():
        raise empty()
    rows = list(_rows(text))
    question, answer = _columns(rows[0][1])
    body = rows[1:] if _is_header(rows[0][1]) else rows
    pairs = [_pair(line, row, question, answer) for line, row in body]
    if not pairs:
        raise empty()
    return Reading(PurePath(name).stem, pairs=pairs)


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """(line number at which the row ends, cells) of each row that is not blank."""
    first = QUOTED.sub("", text.lstrip("\n").partition("\n")[0])
    reader = csv.reader(io.StringIO(text), delimiter=max(DELIMITERS, key=first.count), strict=True)
    try:
        for row in reader:
            if len(cells := [cell.strip() for cell in row]) and any(cells):
                yield reader.line_num, cells
            if reader.line_num > MOST_ROWS:
                raise _wrong(reader.line_num, f"comes after {MOST_ROWS:,} lines, which is the most", "Split the file.")
    except csv.Error as error:
        raise _wrong(
            reader.line_num, f"cannot be read ({error})", "Put quotes around cells that contain commas or quotes."
        ) from None


def _is_header(row: list[str]) -> bool:
    names = {cell.casefold() for cell in row}
    return bool(names & QUESTION_COLUMNS and names & ANSWER_COLUMNS)


def _columns(header: list[str]) -> tuple[int, int]:
    if not _is_header(header):
        return 0, 1
    names = [cell.casefold() for cell in header]
    return (
        next(place for place, cell in enumerate(names) if cell in QUESTION_COLUMNS),
        next(place for place, cell in enumerate(names) if cell in ANSWER_COLUMNS),
    )


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
