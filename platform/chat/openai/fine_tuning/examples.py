"""From a program's rows to examples: each is shown with passages, as it will be when somebody asks."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from assistants.answers import read
from assistants.answers.read import REFUSED
from assistants.examples.contexts import HELD, PASSAGES, Retrieve, cited
from assistants.examples.records import ShownPassage
from assistants.examples.split import split_documents
from assistants.exchange.draft import Draft
from assistants.models import Example
from assistants.training.folder import FEWEST_TRAINING_ROWS
from assistants.training.verdict import FEWEST_EXAM_QUESTIONS
from assistants.words import overlap, words
from chat.openai.fine_tuning.rows import BadFile

ORIGIN = "openai"
MOST_EXAM_QUESTIONS = 40

Sided = tuple[Draft, Example.Split]


@dataclass(frozen=True)
class Shown:
    """A row with its passages; the answer cites the one that holds it."""

    row: Draft
    split: Example.Split
    answer: str
    passages: list[ShownPassage]

    @property
    def refuses(self) -> bool:
        """Whether the row teaches to turn a question away."""
        return self.answer == REFUSED.text


def sided(training: Sequence[Draft], validation: Sequence[Draft]) -> list[Sided]:
    """Which rows are trained on, validated on and kept for the exam; rows that ask the same stay together.

    Raises BadFile when there are too few.
    """
    sides = split_documents(_key(row) for row in training)
    exam = _exam(training, sides)
    rows = [(row, _side(_key(row), sides, exam, own=not validation)) for row in training]
    _check_enough(rows, len(training))
    known = {_key(row) for row in training}
    return [*rows, *((row, Example.Split.VALID) for row in validation if _key(row) not in known)]


def shown(rows: Sequence[Sided], retrieve: Retrieve, report: Callable[[int, int], None]) -> Iterator[Shown]:
    """Each row as it will be trained or asked. `report` hears (done, all)."""
    for done, (row, split) in enumerate(rows, 1):
        yield _shown(row, split, retrieve)
        report(done, len(rows))


def _shown(row: Draft, split: Example.Split, retrieve: Retrieve) -> Shown:
    """As the file showed it, if it is one of our own exports; else with what the search brings."""
    if row.passages:
        return Shown(row, split, REFUSED.text if _refuses(row) else row.answer, row.passages)
    near = retrieve(row.question)
    if _refuses(row):
        return Shown(row, split, REFUSED.text, near[:PASSAGES])
    held = [overlap(row.answer, passage["text"]) for passage in near]
    best = max(range(len(near)), key=held.__getitem__, default=None)
    if best is None or held[best] < HELD:
        return Shown(row, split, row.answer, near[:PASSAGES])
    place = min(best, PASSAGES - 1)
    passages = [*near[:place], near[best], *near[place:best], *near[best + 1 :]][:PASSAGES]
    return Shown(row, split, cited(row.answer, place + 1), passages)


def _exam(training: Sequence[Draft], sides: Mapping[str, str]) -> set[str]:
    """The questions kept for the exam; of a large file a few are enough."""
    keys = (_key(row) for row in training)
    return set([key for key in dict.fromkeys(keys) if sides[key] == "exam"][:MOST_EXAM_QUESTIONS])


def _side(key: str, sides: Mapping[str, str], exam: set[str], *, own: bool) -> Example.Split:
    """`own`: the training file brings its own validation, because no other file does."""
    if key in exam:
        return Example.Split.EXAM
    return Example.Split.VALID if own and sides[key] == "valid" else Example.Split.TRAIN


def _check_enough(rows: Sequence[Sided], total: int) -> None:
    trained = sum(split == Example.Split.TRAIN for _, split in rows)
    asked = sum(split == Example.Split.EXAM and not _refuses(row) for row, split in rows)
    if trained < FEWEST_TRAINING_ROWS or asked < FEWEST_EXAM_QUESTIONS:
        raise BadFile(
            "training_file",
            f"The file has {total} rows: {trained} to train on, {asked} answers for the exam.",
            f"{FEWEST_TRAINING_ROWS} and {FEWEST_EXAM_QUESTIONS} are needed: about 30 different questions.",
        )


def _refuses(row: Draft) -> bool:
    return read(row.answer, ()).refused


def _key(row: Draft) -> str:
    return " ".join(words(row.question)) or row.question
