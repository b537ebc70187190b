"""Questions that the business answers itself: findable at once."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser, User
from django.db import transaction

from knowledge import errors
from knowledge.indexing import OWN_WORDS, forget_passages, index_question
from knowledge.jobs import ATTEMPTS, INDEX_QUESTION
from knowledge.models import Question, Source
from serving.client import EngineError
from tenants import audit
from tenants.jobs import enqueue

Actor = User | AnonymousUser | None
LONGEST_QUESTION = 1_000
LONGEST_ANSWER = 20_000
# A person waits for the page meanwhile; a busy engine gets a job instead.
PATIENCE_SECONDS = 5.0


def add_question(
    question: str, answer: str, *, origin: Question.Origin = Question.Origin.TYPED, actor: Actor = None
) -> Question:
    """A question with its answer. A correction of a question that the business answered before replaces that answer.

    Raises Rejected for what is empty, too long, or here already.
    """
    question, answer = _checked(question, answer)
    known = Question.objects.filter(question__iexact=question, origin__in=OWN_WORDS).first()
    if known and origin == Question.Origin.CORRECTION:
        return edit_question(known, question, answer, actor=actor)
    if known:
        raise errors.here_already("This question", "Edit its answer instead.")
    with transaction.atomic():
        _silence(question)
        row = Question.objects.create(source=_own_source(), question=question, answer=answer, origin=origin)
        audit.record("question.add", question, actor=actor, id=str(row.pk), origin=str(origin))
    _make_findable(row)
    return row


def edit_question(row: Question, question: str, answer: str, *, actor: Actor = None) -> Question:
    """New words for a question, which are the business's own from now on, wherever they were found first.

    Raises Rejected for what is empty, too long, or another question that is here already.
    """
    question, answer = _checked(question, answer)
    same = Question.objects.filter(question__iexact=question, origin__in=OWN_WORDS).exclude(pk=row.pk)
    if same.exists():
        raise errors.here_already("This question", "Edit that one, or remove it first.")
    with transaction.atomic():
        forget_passages(row)
        row.question, row.answer, row.source = question, answer, _own_source()
        row.origin = row.origin if row.origin in OWN_WORDS else Question.Origin.TYPED
        row.save()
        audit.record("question.edit", question, actor=actor, id=str(row.pk))
    _make_findable(row)
    return row


@transaction.atomic
def remove_question(row: Question, *, actor: Actor = None) -> None:
    """Removes a question and takes its answer out of search."""
    audit.record("question.remove", row.question, actor=actor, id=str(row.pk))
    forget_passages(row)
    row.delete()


def _checked(question: str, answer: str) -> tuple[str, str]:
    question, answer = " ".join(question.split()), answer.strip()
    if not question or not answer:
        raise errors.missing("answer" if question else "question")
    if len(question) > LONGEST_QUESTION:
        raise errors.too_long("question", len(question), LONGEST_QUESTION)
    if len(answer) > LONGEST_ANSWER:
        raise errors.too_long("answer", len(answer), LONGEST_ANSWER)
    return question, answer


def _silence(question: str) -> None:
    """What a page or file says to this very question gives way to the business's own answer."""
    for row in Question.objects.filter(question__iexact=question).exclude(origin__in=OWN_WORDS):
        forget_passages(row)
        row.delete()


def _own_source() -> Source:
    kind = Source.Kind.QUESTIONS
    own = Source.objects.filter(kind=kind).first()
    return own or Source.objects.create(kind=kind, title="Questions and answers", state=Source.State.READY)


def _make_findable(row: Question) -> None:
    try:
        index_question(row, timeout=PATIENCE_SECONDS)
    except EngineError:
        enqueue(INDEX_QUESTION, row.pk, max_attempts=ATTEMPTS)
