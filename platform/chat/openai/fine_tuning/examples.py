"""From a program's rows to examples: each is shown with passages, as it will be when somebody asks."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from assistants.answers import read
from assistants.answers.read import REFUSED
from assistants.catalogue.recommend_method import FEWEST_TO_TRAIN
from assistants.examples.contexts import HELD, PASSAGES, Retrieve, cited
from assistants.examples.records import ShownPassage, Split
from assistants.examples.split import split_documents
from assistants.exchange.draft import Draft
from assistants.models import Example
from assistants.training.verdict import FEWEST_EXAM_QUESTIONS
from assistants.words import overlap, words
from chat.openai.fine_tuning.rows import BadFile

ORIGIN = "openai"
MOST_EXAM_QUESTIONS = 40


@dataclass(frozen=True)
class Shown:
    """A row with its passages. The answer cites the one that holds it, which is of `document`; empty if none does."""

    question: str
    answer: str
    passages: list[ShownPassage]
    document: str = ""

    @property
    def refuses(self) -> bool:
        """Whether the row teaches to turn a question away."""
        return self.answer == REFUSED.text

    @property
    def key(self) -> str:
        """The same for questions that are the same."""
        return " ".join(words(self.question)) or self.question

    @property
    def page(self) -> str:
        """What no split cuts through: the page that answers, else the question itself."""
        return self.document or self.key


Sided = tuple[Shown, Split]


def shown(rows: Sequence[Draft], retrieve: Retrieve, report: Callable[[int, int], None]) -> Iterator[Shown]:
    """Each row as it will be trained or asked. `report` hears (done, all)."""
    for done, row in enumerate(rows, 1):
        yield _shown(row, retrieve)
        report(done, len(rows))


def sided(training: Sequence[Shown], validation: Sequence[Shown]) -> list[Sided]:
    """Which rows are trained on, validated on and kept for the exam.

    No page is on two sides, where there are pages enough; rows that ask the same never are. Raises BadFile when there
    are too few.
    """
    own = not validation
    sides = _sides([row.page for row in training], own)
    if not _enough(training, sides):
        sides = _sides([row.key for row in training], own)
    if not _enough(training, sides):
        raise _too_few(training, sides)
    known = {row.key for row in training}
    validating: list[Sided] = [(row, "valid") for row in validation if row.key not in known]
    return [*zip(training, sides, strict=True), *validating]


def example(row: Shown, split: Split) -> Example:
    """The row to store, approved: the business brought it itself, to be trained on."""
    return Example(
        question=row.question,
        answer=row.answer,
        passages=row.passages,
        document=row.document,
        kind=Example.Kind.REFUSAL if row.refuses else Example.Kind.ANSWER,
        split=split,
        origin=ORIGIN,
        state=Example.State.APPROVED,
    )


def _shown(row: Draft, retrieve: Retrieve) -> Shown:
    """As the file showed it, if it is one of our own exports; else with what the search brings."""
    near = row.passages or retrieve(row.question)
    if read(row.answer, ()).refused:
        return Shown(row.question, REFUSED.text, near[:PASSAGES])
    if row.passages:
        return Shown(row.question, row.answer, near, _cited_document(row))
    held = [overlap(row.answer, passage["text"]) for passage in near]
    best = max(range(len(near)), key=held.__getitem__, default=None)
    if best is None or held[best] < HELD:
        return Shown(row.question, row.answer, near[:PASSAGES])
    place = min(best, PASSAGES - 1)
    passages = [*near[:place], near[best], *near[place:best], *near[best + 1 :]][:PASSAGES]
    return Shown(row.question, cited(row.answer, place + 1), passages, near[best]["document"])


def _cited_document(row: Draft) -> str:
    numbers = read(row.answer, row.passages).citations
    return row.passages[numbers[0] - 1]["document"] if numbers else ""


def _sides(units: Sequence[str], own: bool) -> list[Split]:
    """The side of each row's unit. `own`: the training file brings its own validation, because no other file does."""
    sides, sizes = split_documents(units), Counter(units)
    exam = 0
    for unit, size in sizes.items():
        if sides[unit] == "valid" and not own:
            sides[unit] = "train"
        elif sides[unit] == "exam":
            # Of a large file a few rows are enough.
            sides[unit] = "exam" if exam < MOST_EXAM_QUESTIONS else "train"
            exam += size
    return [sides[unit] for unit in units]


def _enough(training: Sequence[Shown], sides: Sequence[Split]) -> bool:
    trained, asked = _counts(training, sides)
    return trained >= FEWEST_TO_TRAIN and FEWEST_EXAM_QUESTIONS <= asked <= 2 * MOST_EXAM_QUESTIONS


def _counts(training: Sequence[Shown], sides: Sequence[Split]) -> tuple[int, int]:
    """Rows to train on, and answers to ask for in the exam."""
    asked = sum(side == "exam" and not row.refuses for row, side in zip(training, sides, strict=True))
    return sum(side == "train" for side in sides), asked


def _too_few(training: Sequence[Shown], sides: Sequence[Split]) -> BadFile:
    trained, asked = _counts(training, sides)
    return BadFile(
        "training_file",
        f"The file has {len(training)} answers: {trained} to train on, {asked} for the exam.",
        f"{FEWEST_TO_TRAIN} and {FEWEST_EXAM_QUESTIONS} are needed: about 30 different questions.",
    )
