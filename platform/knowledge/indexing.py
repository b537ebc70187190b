"""Writes what was read: a document, its passages and its pairs, all or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from knowledge import passages
from knowledge.embedding import Embedded, embed_drafts
from knowledge.models import Document, Passage, Question
from knowledge.passages import Draft
from knowledge.reading import Reading
from knowledge.reading.outcome import Pair
from tenants.scope import current_tenant

OWN_WORDS = (Question.Origin.TYPED, Question.Origin.CORRECTION)


def index(document: Document, reading: Reading) -> None:
    """Makes `reading` the content of `document` (new or stored). Raises an EngineError, and then nothing changes."""
    drafts = passages.cut(reading.sections, _not_overruled(reading.pairs))
    document.title, document.words = reading.title, reading.words
    if _is_stored(document, drafts):
        document.save()
        return
    embedded = embed_drafts(reading.title, drafts)
    with transaction.atomic():
        _clear([document])
        document.save()
        _fill([Filling(document, reading.title, drafts, embedded)], Question.Origin.FAQ)


def index_rows(old: Sequence[Document], rows: Sequence[tuple[Document, Pair]], origin: Question.Origin) -> None:
    """Puts a document for each pair in the place of the `old` documents. Raises an EngineError, and then nothing
    changes."""
    drafts = [passages.of_pair(pair) for _, pair in rows]
    embedded = iter(embed_drafts("", [draft for group in drafts for draft in group]))
    fillings = [
        Filling(document, "", group, [next(embedded) for _ in group])
        for (document, _), group in zip(rows, drafts, strict=True)
    ]
    with transaction.atomic():
        _clear(old)
        Document.objects.filter(pk__in=[document.pk for document in old]).delete()
        Document.objects.bulk_create([filling.document for filling in fillings], batch_size=500)
        _fill(fillings, origin)


def index_question(question: Question, *, timeout: float | None = None) -> None:
    """Makes a question findable, in a document of its own. Raises an EngineError, and then nothing changes."""
    pair = Pair(question.question, question.answer)
    drafts = passages.of_pair(pair)
    embedded = embed_drafts("", drafts, timeout=timeout)
    title = question.question[:300]
    with transaction.atomic():
        forget_passages(question)
        document = Document.objects.create(
            source=question.source, title=title, state=Document.State.READ, words=len(question.answer.split())
        )
        stored = _passages(Filling(document, "", drafts, embedded))
        Passage.objects.bulk_create(stored)
        question.passage = stored[0]
        question.save(update_fields=["passage"])


def forget_passages(question: Question) -> None:
    """Takes a question out of search: with its document, if that holds nothing else."""
    passage = question.passage
    if passage is None:
        return
    question.passage = None
    question.save(update_fields=["passage"])
    document = passage.document
    document.passages.filter(pk=passage.pk).delete()
    document.passages.filter(heading__endswith=question.question[: passages.LONGEST_HEADING]).delete()
    if not document.passages.exists():
        document.delete()


def clear(document: Document) -> None:
    """Empties a document that turned out to have nothing to say."""
    with transaction.atomic():
        _clear([document])
        document.words = 0
        document.save()


@dataclass(frozen=True)
class Filling:
    """A document and what goes into it; `title` is embedded and found by full text, but shown from the document."""

    document: Document
    title: str
    drafts: list[Draft]
    embedded: list[Embedded]


def _not_overruled(pairs: list[Pair]) -> list[Pair]:
    """Pairs without those that the business answered itself."""
    own = {text.casefold() for text in Question.objects.filter(origin__in=OWN_WORDS).values_list("question", flat=True)}
    return [pair for pair in pairs if pair.question.casefold() not in own]


def _is_stored(document: Document, drafts: list[Draft]) -> bool:
    if document._state.adding:
        return False
    stored = list(document.passages.order_by("position").values_list("title", "heading", "text"))
    return bool(stored) and stored == [(document.title, draft.heading, draft.text) for draft in drafts]


def _clear(documents: Sequence[Document]) -> None:
    keys = [document.pk for document in documents]
    Question.objects.filter(passage__document__in=keys).delete()
    Passage.objects.filter(document__in=keys).delete()


def _fill(fillings: list[Filling], origin: Question.Origin) -> None:
    made = [(filling, _passages(filling)) for filling in fillings]
    Passage.objects.bulk_create([passage for _, rows in made for passage in rows], batch_size=500)
    questions = [
        _question(filling.document, draft.pair, passage, origin)
        for filling, rows in made
        for draft, passage in zip(filling.drafts, rows, strict=True)
        if draft.pair is not None
    ]
    Question.objects.bulk_create(questions, batch_size=500)


def _passages(filling: Filling) -> list[Passage]:
    return [
        Passage(
            tenant=current_tenant(),
            document=filling.document,
            position=position,
            title=filling.title,
            heading=draft.heading,
            text=draft.text,
            vector=embedded.vector,
            sentence_vectors=embedded.sentence_vectors,
        )
        for position, (draft, embedded) in enumerate(zip(filling.drafts, filling.embedded, strict=True))
    ]


def _question(document: Document, pair: Pair, passage: Passage, origin: Question.Origin) -> Question:
    return Question(
        tenant=current_tenant(),
        source_id=document.source_id,
        passage=passage,
        question=pair.question,
        answer=pair.answer,
        origin=origin,
    )
