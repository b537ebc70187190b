"""A file that somebody brings, into drafts: all of its rows or none."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from django.core.files.uploadedfile import UploadedFile

from assistants.errors import BadImport
from assistants.exchange import chat, table
from assistants.exchange.draft import Draft, RowProblem, checked
from knowledge.reading.cells import NotCsv

MOST_BYTES = 10 * 2**20
MOST_ROWS = 5000
NAMED = 5
FORMATS = (
    'Bring chat JSONL, a line like {"messages": [{"role": "user", "content": "…"}, '
    '{"role": "assistant", "content": "…"}]}, or CSV with the columns question and answer.'
)
Raw = TypeVar("Raw")


def parse(file: UploadedFile[bytes]) -> list[Draft]:
    """The drafts of chat JSONL or, by its name or its first character, of CSV. Raises BadImport naming the rows."""
    size = file.size or 0
    if size > MOST_BYTES:
        raise BadImport(f"The file has {size / 2**20:.0f} MB.", f"Bring up to {MOST_BYTES // 2**20} MB at once.")
    text = _decoded(file.read())
    if (file.name or "").lower().endswith(".csv") or not text.lstrip().startswith(("{", "[")):
        drafts, problems = _csv(text)
    else:
        drafts, problems = _gather(chat.lines(text), chat.read)
    if problems:
        raise BadImport(_told(problems), "Nothing was imported. Correct the file, then bring it again.")
    if not 0 < len(drafts) <= MOST_ROWS:
        raise BadImport(f"The file holds {len(drafts):,} rows; 1 to {MOST_ROWS:,} can be imported at once.", FORMATS)
    return drafts


def _decoded(content: bytes) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = content.count(b"\n", 0, error.start) + 1
        raise BadImport(f"Row {row} is not UTF-8.", "Save the file as UTF-8, then bring it again.") from None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _csv(text: str) -> tuple[list[Draft], list[str]]:
    try:
        return _gather(table.lines(text), table.read)
    except NotCsv as error:
        raise BadImport(f"The file cannot be read as CSV, line {error.line}: {error}.", FORMATS) from None


def _gather(rows: Iterable[tuple[int, Raw]], read: Callable[[Raw], list[Draft]]) -> tuple[list[Draft], list[str]]:
    drafts: list[Draft] = []
    problems: list[str] = []
    for number, row in rows:
        try:
            drafts += [checked(draft) for draft in read(row)]
        except RowProblem as problem:
            problems.append(f"Row {number} {problem}.")
    return drafts, problems


def _told(problems: list[str]) -> str:
    more = len(problems) - NAMED
    return " ".join([*problems[:NAMED], *([f"So it is with {more:,} more."] if more > 0 else [])])
