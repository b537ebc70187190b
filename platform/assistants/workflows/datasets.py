"""Making a dataset and reviewing its rows."""

from collections.abc import Collection, Mapping
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import QuerySet

from assistants.errors import AlreadyFrozen, BadExample, NotReady
from assistants.examples.doubles import mark
from assistants.exchange.place import shows_itself
from assistants.models import Assistant, Dataset, Example
from assistants.workflows.actors import Actor
from tenants import audit
from tenants.jobs import enqueue
from tuning.job.prompt import REFUSAL, citations

MOST_CHARACTERS = 1000
PLACE = "assistants.place"
PICKED_BY = ("state", "kind", "origin", "split")


@transaction.atomic
def build_dataset(assistant: Assistant, actor: Actor = None) -> Dataset:
    """A new dataset, filled from the knowledge by a job."""
    building = assistant.datasets.filter(built_at=None, job__isnull=False).select_related("job")
    if any(dataset.job and not dataset.job.finished for dataset in building):
        raise NotReady("Examples are being made already.", "Wait for them to appear.")
    pk = uuid4()
    dataset = Dataset.objects.create(pk=pk, assistant=assistant, job=enqueue("assistants.dataset", pk))
    audit.record("dataset.build", dataset, actor=actor)
    return dataset


def picked(dataset: Dataset, only: Mapping[str, str]) -> QuerySet[Example]:
    """Its rows of this state, kind, origin and split, where they are named; with `copies`, the near copies of them."""
    rows = dataset.examples.filter(**{name: only[name] for name in PICKED_BY if only.get(name)})
    return rows.filter(near_copy_of__isnull=False) if only.get("copies") else rows


@transaction.atomic
def review(
    dataset: Dataset,
    state: Example.State,
    ids: Collection[UUID] | None = None,
    actor: Actor = None,
    *,
    only: Mapping[str, str] | None = None,
) -> int:
    """Approves or rejects these rows, else those that `only` picks, else all proposed; returns how many changed."""
    check_open(dataset)
    chosen = {name: value for name, value in (only or {}).items() if value}
    rows = picked(dataset, chosen or {"state": Example.State.PROPOSED})
    rows = rows if ids is None else dataset.examples.filter(pk__in=ids)
    changed = rows.exclude(state=state).update(state=state)
    audit.record(f"dataset.{state}", dataset, actor=actor, rows=changed, **(chosen if ids is None else {}))
    return changed


@transaction.atomic
def edit_example(example: Example, question: str, answer: str, actor: Actor = None) -> Example:
    """Puts a row into the business's own words, which approves it; the answer keeps its citation."""
    check_open(example.dataset)
    question, answer = question.strip(), answer.strip()
    if not 0 < len(question) <= MOST_CHARACTERS or not 0 < len(answer) <= MOST_CHARACTERS:
        raise BadExample(
            "The question or the answer is empty or too long.", f"Write up to {MOST_CHARACTERS} characters in each."
        )
    if shows_itself(example):
        example.passages = []
        enqueue(PLACE, example.dataset_id, max_attempts=3)
    example.question, example.answer = question, _with_citation(example, answer)
    example.state, example.edited = Example.State.APPROVED, True
    example.save(update_fields=["question", "answer", "passages", "state", "edited"])
    mark(example.dataset)
    audit.record("example.edit", example.pk, actor=actor)
    return example


def _with_citation(example: Example, answer: str) -> str:
    if example.kind == Example.Kind.REFUSAL:
        return REFUSAL
    count = len(example.passages)
    if citations(answer, count):
        return answer
    return answer + "".join(f" [{number}]" for number in citations(example.answer, count))


def check_open(dataset: Dataset) -> None:
    """Raises AlreadyFrozen or NotReady unless rows may change now."""
    if dataset.frozen:
        raise AlreadyFrozen(
            "A training has used these examples, so they are kept as they were.", "Make new examples and edit those."
        )
    if dataset.built_at is None:
        raise NotReady("These examples are still being made.", "Wait a moment and try again.")
