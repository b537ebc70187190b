"""Answers that visitors called helpful, as candidates. The app that holds conversations registers what it offers."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from assistants.answers.query import search_query
from assistants.examples.contexts import HELD, Retrieve
from assistants.examples.records import Candidate
from assistants.models import Assistant
from assistants.words import overlap
from serving.client import Message
from tuning.job.prompt import strip_citations


@dataclass(frozen=True)
class Talk:
    """A visitor's question, and the answer that was called helpful."""

    question: str
    answer: str


Offer = Callable[[Assistant], Iterable[Talk]]
_offers: list[Offer] = []


def offers_talks(offer: Offer) -> Offer:
    """Registers the decorated function, which gives an assistant's talks in its tenant's scope, the newest first."""
    _offers.append(offer)
    return offer


def from_talks(assistant: Assistant, retrieve: Retrieve) -> Iterator[Candidate]:
    """Talks that can be understood alone and whose answer stands in a passage of today's knowledge."""
    for talk in (talk for offer in _offers for talk in offer(assistant)):
        answer = strip_citations(talk.answer)
        if not answer or not _stands_alone(talk.question):
            continue
        gold = next((shown for shown in retrieve(talk.question) if overlap(answer, shown["text"]) >= HELD), None)
        if gold:
            yield Candidate(talk.question, answer, answer, gold, gold["document"], "conversation")


def _stands_alone(question: str) -> bool:
    """Whether search would not lean on what was said before."""
    return search_query(question, [Message(role="user", content="?")]) == question
