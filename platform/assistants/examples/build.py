"""Fills a dataset: the one part of the builder that writes."""

import hashlib
import json
from collections.abc import Callable

from django.db import transaction
from django.utils import timezone

from assistants.answers.compose import style
from assistants.errors import TooLittleData
from assistants.examples import material
from assistants.examples.candidates import from_passages
from assistants.examples.plan import plan
from assistants.examples.records import Row
from assistants.examples.split import FEWEST_DOCUMENTS
from assistants.models import Dataset, Example

# A business stands behind its own pairs; that a question about football is refused needs no reading either.
TRUSTED = frozenset({"pair", "faq", "off_topic"})


def build(dataset: Dataset, report: Callable[[int, int], None] = lambda done, total: None) -> None:
    """Makes the rows from the knowledge as it is now; does nothing for a dataset that has them.

    Raises TooLittleData when there are too few documents to keep some aside for the exam.
    """
    if dataset.built_at is not None:
        return
    candidates = [*material.pairs(), *from_passages(material.pages())]
    documents = {candidate.document for candidate in candidates}
    if len(documents) < FEWEST_DOCUMENTS:
        raise TooLittleData.documents(len(documents), FEWEST_DOCUMENTS)
    rows = list(plan(candidates, style(dataset.assistant), material.retrieve, report))
    _store(dataset, rows)


@transaction.atomic
def _store(dataset: Dataset, rows: list[Row]) -> None:
    """All rows or none: a builder that is killed leaves an empty dataset, which is built again."""
    dataset.examples.all().delete()
    Example.objects.bulk_create(_example(dataset, row) for row in rows)
    dataset.built_at = timezone.now()
    dataset.save(update_fields=["built_at"])


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
