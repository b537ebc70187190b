"""Bringing rows in from a file: they wait for review, whatever a training is told."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from assistants.examples.doubles import mark
from assistants.examples.records import ShownPassage
from assistants.examples.split import split_by_share
from assistants.exchange.draft import Draft
from assistants.exchange.place import Sides, known_passages
from assistants.exchange.upload import parse
from assistants.models import Dataset, Example
from assistants.models.dataset import IMPORT
from assistants.workflows.actors import Actor
from assistants.workflows.datasets import PLACE, check_open
from tenants import audit
from tenants.jobs import enqueue
from tuning.job.prompt import REFUSAL, citations, is_refusal


@transaction.atomic
def import_rows(dataset: Dataset, file: UploadedFile[bytes], actor: Actor = None) -> int:
    """Adds the rows of a file to a dataset under review and returns how many; a job shows them their passages.

    Raises BadImport naming the rows that are wrong (then none is added), AlreadyFrozen, NotReady.
    """
    check_open(dataset)
    drafts = parse(file)
    known, sides = _known(drafts), Sides.of(dataset)
    Example.objects.bulk_create([_example(dataset, draft, known, sides) for draft in drafts], batch_size=500)
    mark(dataset)
    enqueue(PLACE, dataset.pk, max_attempts=3)
    audit.record("dataset.import", dataset, actor=actor, file=(file.name or "")[-200:], rows=len(drafts))
    return len(drafts)


def _known(drafts: Sequence[Draft]) -> dict[str, ShownPassage]:
    return known_passages([text for draft in drafts for passage in draft.passages for text in _texts(passage)])


def _texts(passage: ShownPassage) -> tuple[str, str]:
    """What the passage's text can have been: its first line may be a title above it, or its own."""
    return passage["text"], f"{passage['title']}\n{passage['text']}"


def _example(dataset: Dataset, draft: Draft, known: dict[str, ShownPassage], sides: Sides) -> Example:
    """A row to review. One without passages gets them, and its final side of the split, from the job."""
    passages = [next((known[text] for text in _texts(one) if text in known), one) for one in draft.passages]
    row = Example(tenant=dataset.tenant, dataset=dataset, question=draft.question, origin=IMPORT)
    if is_refusal(draft.answer):
        row.kind, row.answer, row.passages = Example.Kind.REFUSAL, REFUSAL, passages
        row.split = split_by_share(draft.question)
        return row
    row.answer, row.split = draft.answer, Example.Split.TRAIN
    if cited := citations(draft.answer, len(passages)):
        gold = passages[cited[0] - 1]
        row.passages, row.document = passages, gold["document"]
        row.split = sides.side(gold, own=gold["id"].startswith(IMPORT))
    return row
