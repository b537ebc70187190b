"""Passage → example → dataset → adapter, followed in both directions."""

from collections import Counter
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import TextField
from django.db.models.functions import Cast

from assistants.examples.records import ShownPassage
from assistants.models import Adapter, Dataset, Example
from knowledge.models import Passage


@dataclass(frozen=True)
class Counts:
    """How many of a dataset's approved rows are what; the exam's are counted as rows of the split "exam"."""

    rows: int
    kinds: dict[str, int]
    splits: dict[str, int]
    origins: dict[str, int]
    edited: int


@dataclass(frozen=True)
class Shown:
    """A passage with how many approved rows show it; `here`: it is still in the knowledge."""

    passage: ShownPassage
    examples: int
    here: bool


@dataclass(frozen=True)
class Use:
    """What a dataset made of a passage, and which versions learned from that dataset."""

    dataset: Dataset
    examples: list[Example] = field(default_factory=list)
    adapters: list[Adapter] = field(default_factory=list)

    @property
    def example_ids(self) -> list[UUID]:
        """Of its examples."""
        return [example.pk for example in self.examples]


def counts(dataset: Dataset) -> Counts:
    """Of the rows that a training takes."""
    rows = list(dataset.examples.filter(state=Example.State.APPROVED).only("kind", "split", "origin", "edited"))
    kinds, splits, origins = (dict(Counter(getattr(row, name) for row in rows)) for name in ("kind", "split", "origin"))
    return Counts(len(rows), kinds, splits, origins, sum(row.edited for row in rows))


def passages(dataset: Dataset) -> list[Shown]:
    """Every passage that an approved row shows, the most used first."""
    found: dict[str, ShownPassage] = {}
    shown: Counter[str] = Counter()
    for row in dataset.examples.filter(state=Example.State.APPROVED).values_list("passages", flat=True):
        found.update((passage["id"], passage) for passage in row)
        shown.update({passage["id"] for passage in row})
    known = {str(pk) for pk in Passage.objects.values_list("pk", flat=True)}
    return [Shown(found[name], count, name in known) for name, count in shown.most_common()]


def find(passage: str) -> Passage | None:
    """The passage of this id, if the knowledge of the scope's tenant still holds it."""
    try:
        return Passage.objects.filter(pk=UUID(passage)).select_related("document").first()
    except ValueError:
        return None


def uses(passage: str) -> list[Use]:
    """What became of a passage (its id) in the scope's tenant, newest dataset first."""
    # A JSON list cannot be asked what it contains on every database; an id is found in its text all the same.
    rows = Example.objects.annotate(shown=Cast("passages", TextField())).filter(shown__contains=f'"{passage}"')
    found: dict[object, Use] = {}
    for row in rows.select_related("dataset__assistant").order_by("-dataset__created_at", "pk"):
        if any(one["id"] == passage for one in row.passages):
            found.setdefault(row.dataset_id, Use(row.dataset)).examples.append(row)
    for adapter in Adapter.objects.filter(training__dataset__in=list(found)).select_related("training__dataset"):
        found[adapter.training.dataset_id].adapters.append(adapter)
    return list(found.values())
