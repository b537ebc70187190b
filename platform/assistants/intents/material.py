"""What there is to learn from: an assistant's phrasings, and sentences that are none of its intents."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from django.db.models import QuerySet

from assistants.examples.off_topic import off_topic_questions
from assistants.intents.learning.folds import Mask
from assistants.intents.learning.head import Labels, Matrix
from assistants.intents.models import Phrasing
from assistants.intents.vectors import embed
from assistants.models import Assistant
from knowledge import vectors
from knowledge.models import Question

MOST_QUESTIONS = 200
NEAR = 0.75
"""A question this like to a phrasing may well be that intent: it is no example of the opposite."""


@dataclass(frozen=True)
class Material:
    """Rows of sentences: `labels` are places in `intents` (ids), or len(intents) for none of them.

    First come the phrasings, then the intents' names, which are one more way to say it and `given`: learned from and
    never checked on. Last come sentences of no intent; they weigh together no more than the rest (`importance`).
    `vectors`: float32[rows, 384] by the embedder.
    """

    intents: list[str]
    texts: list[str]
    labels: Labels
    vectors: Matrix
    importance: Matrix
    given: Mask


def gather(assistant: Assistant) -> Material:
    """Everything, embedding what is new. Raises an EngineError."""
    rows = list(_phrasings(assistant))
    _embed_new([row for row in rows if not row.vector])
    names = {str(row.intent_id): spoken(row.intent.name) for row in rows}
    place = {intent: number for number, intent in enumerate(names)}
    known = np.vstack([vectors.unpack([row.vector for row in rows]), embed(list(names.values()))])
    texts, strange = _background(known)
    labels = [*(place[str(row.intent_id)] for row in rows), *place.values(), *[len(names)] * len(texts)]
    weights = [1.0] * len(known) + [min(1.0, len(known) / max(1, len(texts)))] * len(texts)
    return Material(
        list(names),
        [*(row.text for row in rows), *names.values(), *texts],
        np.array(labels, dtype=np.int64),
        np.vstack([known, strange]),
        np.array(weights, dtype=np.float32),
        np.array([False] * len(rows) + [True] * len(names) + [False] * len(texts)),
    )


def spoken(name: str) -> str:
    """An intent's name as words."""
    return name.replace("_", " ")


def _phrasings(assistant: Assistant) -> QuerySet[Phrasing]:
    # By name and text, so that the same phrasings give the same folds and the same head.
    rows = Phrasing.objects.filter(intent__assistant=assistant).select_related("intent")
    return rows.order_by("intent__name", "text")


def _embed_new(rows: list[Phrasing]) -> None:
    if not rows:
        return
    for row, vector in zip(rows, embed([row.text for row in rows]), strict=True):
        row.vector = vectors.pack([vector.tolist()])
    Phrasing.objects.bulk_update(rows, ["vector"], batch_size=500)


def _background(known: Matrix) -> tuple[list[str], Matrix]:
    """Questions off any business's topic, and those that this one answers itself, but for what is like a phrasing."""
    own = Question.objects.values_list("question", flat=True)[:MOST_QUESTIONS]
    texts = list(dict.fromkeys([*off_topic_questions(), *own]))
    found = embed(texts)
    far = (found @ known.T).max(axis=1, initial=-1.0) < NEAR
    return [text for text, keep in zip(texts, far, strict=True) if keep], found[far]
