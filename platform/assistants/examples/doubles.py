"""Rows that ask almost the same as another: marked, for a person to decide about."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from math import ceil

from assistants.examples.select import NEAR, matter, near
from assistants.models import Dataset, Example
from assistants.models.dataset import IMPORT


def near_copies(questions: Sequence[str]) -> dict[int, int]:
    """For the place of each question that nearly repeats an earlier one, the place of the first such.

    Sets that overlap enough share one of their rarest words (prefix filtering: Bayardo et al., WWW 2007), so only
    those few words are looked up.
    """
    matters = [matter(question) for question in questions]
    frequency = Counter(word for words in matters for word in words)
    seen: dict[str, list[int]] = defaultdict(list)
    copies: dict[int, int] = {}
    for place, words in enumerate(matters):
        rare = sorted(words, key=lambda word: (frequency[word], word))[: len(words) - ceil(NEAR * len(words)) + 1]
        rivals = sorted({rival for word in rare for rival in seen[word]})
        original = next((rival for rival in rivals if near(words, matters[rival])), None)
        if original is not None:
            copies[place] = original
            continue
        for word in rare:
            seen[word].append(place)
    return copies


def mark(dataset: Dataset) -> None:
    """Marks the near copies among a dataset's rows anew; a row that was made here counts as the original.

    An imported copy goes to its original's side of the split: training must not see what the exam asks.
    """
    rows = sorted(dataset.examples.only("question", "origin", "near_copy_of"), key=lambda row: row.origin == IMPORT)
    copies = near_copies([row.question for row in rows])
    changed: list[Example] = []
    for place, row in enumerate(rows):
        original = rows[copies[place]] if place in copies else None
        if row.near_copy_of_id != (original.pk if original else None):
            row.near_copy_of = original
            changed.append(row)
    Example.objects.bulk_update(changed, ["near_copy_of"], batch_size=500)
    align(dataset)


def align(dataset: Dataset) -> None:
    """Puts imported near copies where their originals stand."""
    copies = dataset.examples.filter(origin=IMPORT, near_copy_of__isnull=False).select_related("near_copy_of")
    astray = [row for row in copies if row.near_copy_of and row.split != row.near_copy_of.split]
    for row in astray:
        row.split = row.near_copy_of.split if row.near_copy_of else row.split
    Example.objects.bulk_update(astray, ["split"], batch_size=500)
