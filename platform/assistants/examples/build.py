"""Fills a dataset: the one part of the builder that writes."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence

from django.db import transaction
from django.utils import timezone

from assistants.answers.compose import style
from assistants.errors import TooLittleData
from assistants.examples import material
from assistants.examples.alike import alike
from assistants.examples.candidates import from_passages
from assistants.examples.generated.write import Order, write
from assistants.examples.plan import LIMITS, plan
from assistants.examples.private import Private
from assistants.examples.records import Candidate, Row, ShownPassage, Split
from assistants.examples.select import without_doubles
from assistants.examples.split import FEWEST_DOCUMENTS, split_documents
from assistants.examples.talks import from_talks
from assistants.models import Assistant, Dataset, Example
from assistants.rollout.knowledge import remember

FEWEST_EXAMINED = 16
"""Questions below which an exam tells little, and a model writes more."""
EXAM_TIME = 0.4
"""What they may take, as a share of the time for those to learn from, and on top of it."""
# A business stands behind its own pairs; that a question about football is refused needs no reading either.
TRUSTED = frozenset({"pair", "correction", "faq", "off_topic", "replay"})


def build(dataset: Dataset, report: Callable[[int, int], None] = lambda done, total: None) -> None:
    """Makes the rows from the knowledge as it is now; does nothing for a dataset that has them.

    The rules and the business's own words come first; a model's questions fill up what is not asked yet. Those to learn
    from are about documents that the exam does not ask about, and the reading skill can answer them; where the exam has
    too few questions, it gets others that nobody has answered. `report` hears (done, all) of passages that a model is
    shown, then of rows.
    Raises TooLittleData when there are too few documents to keep some aside for the exam.
    """
    if dataset.built_at is not None:
        return
    pages, pairs = material.pages(), list(material.pairs())
    private = Private.of(pages, pairs)
    retrieve = private.retrieve(material.retrieve)
    found = [*pairs, *from_passages(pages), *from_talks(dataset.assistant, retrieve)]
    known = without_doubles(private.candidates(found))
    shown = [page.passage for page in pages]
    sides = _sides(known, shown)
    unseen = _unseen(dataset.assistant, shown, known, sides)
    learned = [passage for passage in shown if sides.get(passage["document"]) != "exam"]
    written = write(dataset.assistant, learned, [*known, *unseen], report)
    rows = list(plan([*known, *unseen, *written.kept], sides, style(dataset.assistant), retrieve, report))
    generated = {**written.figures(), "examined": sum((row.origin, row.split) == ("generated", "exam") for row in rows)}
    _store(dataset, rows, {"generated": generated, "personal": private.figures()})


def _unseen(
    assistant: Assistant, passages: Sequence[ShownPassage], known: Sequence[Candidate], sides: Mapping[str, Split]
) -> list[Candidate]:
    """Questions for the exam, where the rules and the business have too few."""
    has = sum(sides.get(candidate.document) == "exam" for candidate in known)
    if has >= FEWEST_EXAMINED:
        return []
    examined = [passage for passage in passages if sides.get(passage["document"]) == "exam"]
    order = Order(most=LIMITS["exam"] - has, time=EXAM_TIME, checked=False)
    return write(assistant, examined, known, order=order).kept


def _sides(known: Sequence[Candidate], passages: Sequence[ShownPassage]) -> dict[str, Split]:
    """Of every document: what no rule asks about may be asked about by a model."""
    together = alike(passages)
    documents = [candidate.document for candidate in known] + [passage["document"] for passage in passages]
    different = {together.get(document, document) for document in documents}
    if len(different) < FEWEST_DOCUMENTS:
        raise TooLittleData.documents(len(different), FEWEST_DOCUMENTS)
    return split_documents(documents, together)


@transaction.atomic
def _store(dataset: Dataset, rows: list[Row], made: dict[str, object]) -> None:
    """All rows or none: a builder that is killed leaves an empty dataset, which is built again."""
    dataset.examples.all().delete()
    Example.objects.bulk_create(_example(dataset, row) for row in rows)
    dataset.built_at, dataset.made = timezone.now(), made
    dataset.save(update_fields=["built_at", "made"])
    remember(dataset)


def _example(dataset: Dataset, row: Row) -> Example:
    return Example(
        tenant=dataset.tenant,
        dataset=dataset,
        question=row.question[:1000],
        answer=row.answer,
        passages=row.passages,
        document=row.document,
        kind=row.kind,
        split=row.split,
        origin=row.origin,
        state=Example.State.APPROVED if row.origin in TRUSTED else Example.State.PROPOSED,
    )


@transaction.atomic
def freeze(dataset: Dataset) -> None:
    """Closes a dataset for good and names it by its approved rows."""
    if dataset.frozen:
        return
    fields = ("question", "answer", "passages", "document", "kind", "split")
    approved = dataset.examples.filter(state=Example.State.APPROVED).order_by("pk").values(*fields)
    lines = sorted(json.dumps(row, sort_keys=True, ensure_ascii=False) for row in approved)
    dataset.sha256 = hashlib.sha256("\n".join(lines).encode()).hexdigest()
    dataset.frozen_at = timezone.now()
    dataset.save(update_fields=["sha256", "frozen_at"])
