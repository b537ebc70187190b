"""How far the knowledge has moved on since a dataset was made of it."""

import hashlib
from collections import Counter
from dataclasses import dataclass

from django.db.models import QuerySet

from assistants.models import Dataset, Snapshot
from knowledge.models import Passage, Question

AT_ONCE = 500


@dataclass(frozen=True)
class Change:
    """Passages that say something new, and passages whose words are gone; one that was rewritten is both."""

    new: int
    gone: int
    before: int

    @property
    def passages(self) -> int:
        """How many were added, rewritten or taken away: a rewritten one counts once."""
        return max(self.new, self.gone)

    @property
    def share(self) -> float:
        """Of the passages that there were."""
        return self.passages / max(1, self.before)


def remember(dataset: Dataset) -> None:
    """Notes the knowledge as it is now, in the tenant's scope."""
    Snapshot.objects.update_or_create(dataset=dataset, defaults={"passages": _words(_passages())})


def change_since(dataset: Dataset) -> Change | None:
    """What is different now; None for a dataset that no knowledge was noted for.

    A passage that was read again keeps its words under a new id: only words that are new or gone count.
    """
    snapshot = Snapshot.objects.filter(dataset=dataset).first()
    if snapshot is None:
        return None
    then: dict[str, str] = snapshot.passages
    now = {key.hex for key in _passages().values_list("pk", flat=True)}
    gone = Counter(then[key] for key in then.keys() - now)
    new = Counter(_words_of(sorted(now - then.keys())).values())
    return Change((new - gone).total(), (gone - new).total(), len(then))


def _passages() -> QuerySet[Passage]:
    """All but the business's corrections, which are counted for themselves."""
    return Passage.objects.exclude(pair__origin=Question.Origin.CORRECTION)


def _words_of(keys: list[str]) -> dict[str, str]:
    chunks = (keys[start : start + AT_ONCE] for start in range(0, len(keys), AT_ONCE))
    return {key: words for chunk in chunks for key, words in _words(_passages().filter(pk__in=chunk)).items()}


def _words(passages: QuerySet[Passage]) -> dict[str, str]:
    rows = passages.order_by().values_list("pk", "heading", "text")
    return {key.hex: hashlib.sha256(f"{heading}\n{text}".encode()).hexdigest()[:16] for key, heading, text in rows}
