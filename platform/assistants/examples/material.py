"""Reads the tenant's knowledge for the builder."""

from collections.abc import Iterator

from assistants.answers.compose import label
from assistants.examples.records import Candidate, Material, Origin, ShownPassage
from knowledge.models import Document, Passage, Question
from knowledge.search import Hit, search

NEIGHBOURS = 6
ORIGINS: dict[str, Origin] = {Question.Origin.FAQ: "faq", Question.Origin.CORRECTION: "correction"}


def pages() -> list[Material]:
    """Every passage of a page or file that was read, in the order of the pages; pairs' own passages are left out."""
    passages = Passage.objects.filter(document__state=Document.State.READ, pair=None).select_related("document")
    return [_material(passage) for passage in passages.order_by("document__url", "document__title", "position")]


def pairs() -> Iterator[Candidate]:
    """The questions that the business answered itself, or that it answers on a page."""
    for pair in Question.objects.select_related("passage__document").filter(passage__isnull=False):
        assert pair.passage is not None
        shown = _material(pair.passage).passage
        origin = ORIGINS.get(pair.origin, "pair")
        yield Candidate(pair.question, pair.answer, "", shown, shown["document"], origin)


def retrieve(question: str) -> list[ShownPassage]:
    """What the tenant's own search brings for a question, best first."""
    return [shown(hit) for hit in search(question, NEIGHBOURS)]


def shown(hit: Hit) -> ShownPassage:
    """A search hit as it stands in a prompt."""
    return ShownPassage(
        id=str(hit.passage_id),
        document=str(hit.document_id),
        title=label(hit.title, hit.heading),
        url=hit.url,
        text=hit.text,
    )


def as_shown(passage: Passage) -> ShownPassage:
    """A passage with its document, as it stands in a prompt."""
    document = passage.document
    return ShownPassage(
        id=str(passage.pk),
        document=str(document.pk),
        title=label(document.title, passage.heading),
        url=document.url,
        text=passage.text,
    )


def _material(passage: Passage) -> Material:
    return Material(as_shown(passage), passage.document.title, passage.heading)
