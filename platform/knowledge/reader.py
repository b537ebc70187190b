"""Asks the reader which passages answer a question, and where."""

from collections.abc import Sequence

from django.conf import settings

from knowledge.search import Hit
from serving.client import EngineError, Found, blocking


def read(question: str, hits: Sequence[Hit]) -> list[Found] | None:
    """What each hit says to the question; None where the engine has no reader. Raises the transient EngineErrors."""
    passages = [(hit.heading or hit.title, hit.text) for hit in hits]
    url = settings.EMBEDDINGS_URL or settings.ENGINE_URL
    try:
        return blocking.read(url, question, passages, timeout=settings.ENGINE_TIMEOUT)
    except EngineError as error:
        if error.transient:
            raise
        return None
