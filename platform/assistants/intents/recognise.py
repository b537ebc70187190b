"""What a visitor's sentence is about, and what the business wants done then."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from assistants.intents.learning.head import Head, Matrix
from assistants.intents.models import Intent, Recogniser
from assistants.intents.vectors import embed
from assistants.models import Assistant
from knowledge.vectors import DIMENSIONS
from serving.client import EngineError
from tenants.models import only

logger = logging.getLogger(__name__)

HEADS = 64
"""Heads kept in memory per process: from some kB to a few MB each."""


@dataclass(frozen=True)
class Nearest:
    """The intent that a sentence comes nearest to, and how sure that is; `reached`: enough to act on it."""

    intent: Intent
    confidence: float
    reached: bool


def recognise(assistant: Assistant, text: str) -> Intent | None:
    """The intent whose action decides the answer; None: the bot answers as usual. In the scope of the tenant.

    Raises the transient EngineErrors; with an encoder that is lost or damaged, the bot answers as usual.
    """
    try:
        nearest = nearest_intent(assistant, text)
    except EngineError as error:
        if error.transient:
            raise
        logger.warning("The intents of %s cannot be recognised: %s", assistant.pk, error)
        return None
    return nearest.intent if nearest and nearest.reached and nearest.intent.complete else None


def nearest_intent(assistant: Assistant, text: str) -> Nearest | None:
    """The most probable intent, however improbable; None before anything was learned. Raises an EngineError."""
    recogniser = learned(assistant)
    if recogniser is None:
        return None
    (shares,) = probabilities(recogniser, [text])
    place = int(shares[:-1].argmax())
    intent = only(Intent.objects.filter(assistant=assistant, pk=recogniser.labels[place]))
    confidence = float(shares[place])
    return Nearest(intent, confidence, confidence >= recogniser.limit) if intent else None


def learned(assistant: Assistant) -> Recogniser | None:
    """The assistant's recogniser without its outcomes, once it has learned something."""
    rows = Recogniser.objects.filter(assistant=assistant).exclude(labels=[])
    return only(rows.defer("head", "checked", "tuned"))


def probabilities(recogniser: Recogniser, texts: Sequence[str]) -> Matrix:
    """float32[n, intents + 1]: of each intent in the order of its labels, and last of none. Raises an EngineError."""
    assert recogniser.learned_at is not None
    size = (len(recogniser.labels) + 1, DIMENSIONS * (1 + len(recogniser.encoders)))
    vectors = embed(texts, recogniser.encoders)
    return _head(recogniser.pk, recogniser.learned_at, *size).probabilities(vectors)


@lru_cache(maxsize=HEADS)
def _head(recogniser: UUID, learned_at: datetime, classes: int, dimensions: int) -> Head:
    """`learned_at` tells one state of a recogniser from the next."""
    return Head.unpack(Recogniser.objects.values_list("head", flat=True).get(pk=recogniser), classes, dimensions)
