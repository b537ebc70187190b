"""CSV of phrasings: a sentence and its intent a row."""

from __future__ import annotations

from assistants.intents.errors import BadPhrasings
from assistants.intents.models import Intent, Phrasing
from assistants.words import storable
from knowledge.reading.cells import NotCsv, Row, plain, rows

TEXT_COLUMNS = frozenset({"text", "phrasing", "sentence", "question", "utterance", "query"})
LABEL_COLUMNS = frozenset({"label", "intent", "category", "class"})
SHAPE = "Bring CSV with the columns text and intent, one sentence a row."
MOST_BYTES, MOST_ROWS, NAMED = 5 * 2**20, 20_000, 5
LONGEST_TEXT = Phrasing._meta.get_field("text").max_length or 0
LONGEST_NAME = Intent._meta.get_field("name").max_length or 0

Pair = tuple[str, str]


def read(content: bytes) -> list[Pair]:
    """(sentence, intent's name) of every row, each once. Raises BadPhrasings naming the rows that are wrong."""
    if len(content) > MOST_BYTES:
        raise BadPhrasings(f"The file has {len(content) / 2**20:.0f} MB.", f"Bring up to {MOST_BYTES // 2**20} MB.")
    try:
        pairs, problems = _pairs(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise BadPhrasings("The file is not UTF-8.", "Save it as UTF-8, then bring it again.") from None
    except NotCsv as error:
        raise BadPhrasings(f"The file cannot be read as CSV, line {error.line}: {error}.", SHAPE) from None
    if problems:
        more = f" So it is with {len(problems) - NAMED:,} more." if len(problems) > NAMED else ""
        raise BadPhrasings(" ".join(problems[:NAMED]) + more, "Nothing was imported. Correct it and bring it again.")
    if not 0 < len(pairs) <= MOST_ROWS:
        raise BadPhrasings(f"The file holds {len(pairs):,} rows; 1 to {MOST_ROWS:,} can be imported.", SHAPE)
    return list(dict.fromkeys(pairs))


def _pairs(text: str) -> tuple[list[Pair], list[str]]:
    found: list[Pair] = []
    problems: list[str] = []
    places = (0, 1)
    for nth, row in enumerate(rows(text)):
        if nth == 0 and (header := _header(row.cells)):
            places = header
            continue
        sentence, name = (_cell(row, place) for place in places)
        if problem := _problem(sentence, name):
            problems.append(f"Row {row.number} {problem}.")
        found.append((sentence, name))
    return found, problems


def _header(cells: list[str]) -> tuple[int, int] | None:
    names = [cell.casefold() for cell in cells]
    text = next((place for place, name in enumerate(names) if name in TEXT_COLUMNS), None)
    label = next((place for place, name in enumerate(names) if name in LABEL_COLUMNS), None)
    return None if text is None or label is None else (text, label)


def _cell(row: Row, place: int) -> str:
    return " ".join(storable(plain(row.cells[place])).split()) if place < len(row.cells) else ""


def _problem(sentence: str, name: str) -> str:
    if not sentence:
        return "has no sentence"
    if not name:
        return "names no intent"
    if len(sentence) > LONGEST_TEXT:
        return f"has a sentence of {len(sentence)} characters; {LONGEST_TEXT} fit"
    return f"has an intent's name of {len(name)} characters; {LONGEST_NAME} fit" if len(name) > LONGEST_NAME else ""
