"""Shows imported rows the passages that they will be trained with, as the builder does for its own rows."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from assistants.answers.compose import style
from assistants.examples import material
from assistants.examples.contexts import HELD, PASSAGES, Scenes, answer_row
from assistants.examples.doubles import align
from assistants.examples.records import Candidate, Row, ShownPassage, Split
from assistants.examples.split import split_by_share
from assistants.models import Dataset, Example
from assistants.models.dataset import IMPORT
from assistants.words import overlap
from knowledge.models import Passage
from tuning.job.prompt import REFUSAL, strip_citations

Report = Callable[[int, int], None]

ASKED_AT_ONCE = 500
"""A database takes only so many values in one query."""


def place(dataset: Dataset, report: Report = lambda done, total: None) -> None:
    """Gives every imported row that has no passages its own; rows that have them stay as they are.

    A row that somebody edits meanwhile is left for the next call. Raises an EngineError when nothing can be searched.
    """
    rows = list(dataset.examples.filter(origin=IMPORT, passages=[]).order_by("pk"))
    sides = Sides.of(dataset)
    for done, row in enumerate(rows, 1):
        placed = _placed(row, sides, dataset)
        same = dataset.examples.filter(pk=row.pk, question=row.question, answer=row.answer, dataset__frozen_at=None)
        same.update(passages=placed.passages, answer=placed.answer, document=placed.document, split=placed.split)
        report(done, len(rows))
    align(dataset)


def known_passages(texts: Sequence[str]) -> dict[str, ShownPassage]:
    """The tenant's own passages with one of these texts, by text: so an exported row finds its passages again."""
    known: dict[str, ShownPassage] = {}
    asked = list(dict.fromkeys(texts))
    for start in range(0, len(asked), ASKED_AT_ONCE):
        some = Passage.objects.filter(text__in=asked[start : start + ASKED_AT_ONCE]).select_related("document")
        known |= {passage.text: material.as_shown(passage) for passage in some.defer("vector", "sentence_vectors")}
    return known


@dataclass
class Sides:
    """On which side of the split each document stands already."""

    of_document: dict[str, Split] = field(default_factory=dict)

    @classmethod
    def of(cls, dataset: Dataset) -> "Sides":
        """As the rows made from the knowledge, and those placed before, have it."""
        rows = dataset.examples.exclude(document="").exclude(origin=IMPORT, passages=[])
        return cls({document: _split(split) for document, split in rows.values_list("document", "split")})

    def side(self, gold: ShownPassage, *, own: bool) -> Split:
        """Its document's; a new document's by chance, but no exam asks for what no page says (`own`)."""
        by_chance = split_by_share(gold["document"])
        fallback: Split = "train" if own and by_chance == "exam" else by_chance
        return self.of_document.setdefault(gold["document"], fallback)


def _placed(row: Example, sides: Sides, dataset: Dataset) -> Row:
    found = material.retrieve(row.question)
    if row.kind == Example.Kind.REFUSAL:
        return Row(row.question, REFUSAL, "refusal", "", _split(row.split), IMPORT, found[:PASSAGES])
    answer = strip_citations(row.answer)
    held = next((passage for passage in found if overlap(answer, passage["text"]) >= HELD), None)
    gold = held or _own_passage(row.question, answer)
    candidate = Candidate(row.question, answer, "", gold, gold["document"], IMPORT)
    side = sides.side(gold, own=held is None)
    return answer_row(candidate, side, style(dataset.assistant), Scenes(lambda question: found))


def shows_itself(row: Example) -> bool:
    """Whether a row's passages hold its own words, which new words would contradict."""
    own = _own_text(row.question, strip_citations(row.answer))
    return row.origin == IMPORT and any(passage["text"] == own for passage in row.passages)


def _own_passage(question: str, answer: str) -> ShownPassage:
    """The pair itself, as a typed pair stands in the knowledge: facts are to be read, not learned by heart."""
    text = _own_text(question, answer)
    name = f"import-{hashlib.sha256(text.encode()).hexdigest()[:16]}"
    return ShownPassage(id=name, document=name, title="", url="", text=text)


def _own_text(question: str, answer: str) -> str:
    return f"{question}\n{answer}"


def _split(value: str) -> Split:
    return "valid" if value == "valid" else "exam" if value == "exam" else "train"
