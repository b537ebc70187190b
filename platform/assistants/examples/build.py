"""Fills a dataset: the one part of the builder that writes."""

import hashlib
import json
from collections.abc import Callable, Sequence

from django.db import transaction
from django.utils import timezone

from assistants.answers.compose import style
from assistants.errors import TooLittleData
from assistants.examples import material
from assistants.examples.alike import alike
from assistants.examples.candidates import from_passages
from assistants.examples.generated.write import write
from assistants.examples.plan import plan
from assistants.examples.private import Private
from assistants.examples.records import Candidate, Row, ShownPassage, Split
from assistants.examples.select import without_doubles
from assistants.examples.split import FEWEST_DOCUMENTS, split_documents
from assistants.examples.talks import from_talks
from assistants.models import Dataset, Example
from assistants.rollout.knowledge import remember

# A business stands behind its own pairs; that a question about football is refused needs no reading either.
TRUSTED = frozenset({"pair", "correction", "faq", "off_topic", "replay"})


def build(dataset: Dataset, report: Callable[[int, int], None] = lambda done, total: None) -> None:
    """Makes the rows from the knowledge as it is now; does nothing for a dataset that has them.

    The rules and the business's own words come first; a model's questions fill up what is not asked yet, on documents
    that the exam does not ask about. `report` hears (done, all) of passages that a model is shown, then of rows.
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
    learned = [passage for passage in shown if sides.get(passage["document"]) != "exam"]
    written = write(dataset.assistant, learned, known, report)
    rows = list(plan([*known, *written.kept], sides, style(dataset.assistant), retrieve, report))
    _store(dataset, rows, {"generated": written.figures(), "personal": private.figures()})


def _sides(known: Sequence[Candidate], passages: Sequence[ShownPassage]) -> dict[str, Split]:
    together = alike(passages)
    documents = [candidate.document for candidate in known]
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
