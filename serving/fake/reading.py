"""A deterministic reader without a model: the sentence that shares most words with the question answers it."""

import re

from serving.client.reading import Found, Span
from serving.fake.embedding import SMALL_WORDS
from serving.protocol.reading import ReadPassage


def read(question: str, passage: ReadPassage) -> Found:
    """`holds`: the share of the question's words that the best sentence and the heading hold."""
    asked = _words(question)
    pieces = [match.span() for match in re.finditer(r"[^\s][^\n.!?]*[.!?]?", passage.text)]
    shared = [len(asked & _words(f"{passage.heading} {passage.text[start:end]}")) for start, end in pieces]
    if not asked or not pieces:
        return Found(0.0)
    best = max(range(len(pieces)), key=lambda place: shared[place])
    share = shared[best] / len(asked)
    return Found(share, (Span(*pieces[best], share),))


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.lower())) - SMALL_WORDS
