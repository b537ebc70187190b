"""Questions about lists of facts: "Weight: 640 g", "New rib: Price 9 €; Ready after 2 days", "Saturday: 9:00 to 16:00".

Passages keep tables and definition lists as one line per entry, which is what is read here.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, takewhile

from assistants.examples.vocabulary import Vocabulary

_ENTRY = re.compile(r"^(?P<label>[\w“\"'][^:;.?!]{1,50}): (?P<value>\S.*)$")
_DAYS = re.compile(r"(?:(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?|to|and|–|-)(?:, | |$))+")
_CLAUSE = re.compile(r"\b(?:is|are|has|have|was|were|we|you|it|must|can)\b", re.IGNORECASE)
_AMOUNT = re.compile(r"price|costs?|fee|charge", re.IGNORECASE)
_TIME = re.compile(r"arrives|ready|delivery|time|takes|duration|lasts", re.IGNORECASE)
FEWEST_ENTRIES = 3
FEWEST_WORDS_OF_A_DEFINITION = 3
LONGEST_VALUE = 14
LONGEST_TERM = 3
LONGEST_COLUMN = 2
_ASKED_OF_A_THING = {
    "price": ("How much does {s} cost?", "{S} costs {v}."),
    "weight": ("How much does {s} weigh?", "{S} weighs {v}."),
    "height": ("How tall is {s}?", "{S} is {v} tall."),
    "length": ("How long is {s}?", "{S} is {v} long."),
    "width": ("How wide is {s}?", "{S} is {v} wide."),
    "holds": ("What does {s} hold?", "{S} holds {v}."),
    "opens": ("How does {s} open?", "{S} opens {v}."),
    "material": ("What is {s} made of?", "{S} is made of {v}."),
}


@dataclass(frozen=True)
class Fact:
    """A question about one entry, its answer as a sentence, and the bare value."""

    question: str
    sentence: str
    phrase: str


@dataclass(frozen=True)
class _Entry:
    label: str
    cells: tuple[str, ...]

    @property
    def value(self) -> str:
        return "; ".join(self.cells)


def ask_facts(text: str, page: str, vocabulary: Vocabulary) -> Iterator[Fact]:
    """The facts in the lines of a passage; `page` is the title of what specifications are about."""
    for entries in _lists(text):
        columns = _columns(entries)
        for entry in entries:
            if columns:
                yield from _of_row(entry, columns, vocabulary)
            elif _DAYS.fullmatch(entry.label):
                yield _of_day(entry)
            elif entry.value.endswith("."):
                yield from _of_term(entry)
            elif len(entries) >= FEWEST_ENTRIES and len(entry.value.split()) <= LONGEST_VALUE:
                yield _of_thing(entry, vocabulary.lowered(page), vocabulary)


def _lists(text: str) -> Iterator[list[_Entry]]:
    """Runs of neighbouring entries with equally many cells."""
    found = [_ENTRY.match(line) for line in text.splitlines()]
    entries = [_Entry(match["label"].strip(), tuple(match["value"].split("; "))) if match else None for match in found]
    for cells, run in groupby(entries, key=lambda entry: len(entry.cells) if entry else 0):
        if cells:
            yield [entry for entry in run if entry]


def _columns(entries: Sequence[_Entry]) -> list[str]:
    """The words with which all cells of a column begin, or nothing if this is no table."""
    if len(entries) == 1:
        return []
    columns = []
    for cells in zip(*(entry.cells for entry in entries), strict=True):
        positions = zip(*(cell.split() for cell in cells), strict=False)
        shared = takewhile(lambda words: len(set(words)) == 1 and not words[0][0].isdigit(), positions)
        columns.append(" ".join(words[0] for words in shared))
    return columns if all(columns) else []


def _of_row(entry: _Entry, columns: Sequence[str], vocabulary: Vocabulary) -> Iterator[Fact]:
    row = vocabulary.lowered(entry.label)
    for column, cell in zip(columns, entry.cells, strict=True):
        value = cell.removeprefix(column).strip()
        if not value:
            continue
        said = f"{entry.label}: {column[:1].lower()}{column[1:]} {value}."
        if _AMOUNT.search(column):
            yield Fact(f"How much for {row}?", said, value)
        elif _TIME.search(column):
            yield Fact(f"How long does it take: {row}?", said, value)
        elif len(column.split()) <= LONGEST_COLUMN:
            yield Fact(f"What is the {vocabulary.lowered(column)} for {row}?", said, value)


def _of_term(entry: _Entry) -> Iterator[Fact]:
    """A word of the house with its meaning."""
    short = len(entry.label.split()) <= LONGEST_TERM and not _CLAUSE.search(entry.label)
    if short and len(entry.value.split()) >= FEWEST_WORDS_OF_A_DEFINITION:
        yield Fact(f"What does {entry.label} mean?", f"{entry.label}: {entry.value}", "")


def _of_day(entry: _Entry) -> Fact:
    said = f"{entry.label}: {entry.value}."
    if entry.value.lower().startswith("closed"):
        return Fact(f"Are you open on {entry.label}?", said, entry.value)
    return Fact(f"When are you open on {entry.label}?", said, entry.value)


def _of_thing(entry: _Entry, thing: str, vocabulary: Vocabulary) -> Fact:
    label = vocabulary.lowered(entry.label)
    words = {"s": thing, "S": thing[:1].upper() + thing[1:], "v": vocabulary.lowered(entry.value), "l": label}
    if label in _ASKED_OF_A_THING:
        question, said = _ASKED_OF_A_THING[label]
    elif len(label.split()) > LONGEST_COLUMN:
        question, said = "{S}: what about {l}?", "{S}, {l}: {v}."
    elif label.endswith("s") and not label.endswith("ss"):
        question, said = "What are the {l} of {s}?", "The {l} of {s} are {v}."
    else:
        question, said = "What is the {l} of {s}?", "The {l} of {s} is {v}."
    return Fact(question.format_map(words), said.format_map(words), entry.value)
