"""A question and the answer to be written, as rows: the one place where a turn begins."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from assistants.answers.compose import adapter_name
from assistants.phrases import english
from chat import abandoned
from chat.errors import BadRequest, StillAnswering
from chat.events import Event
from chat.handoff.happenings import told
from chat.handoff.moves import move
from chat.handoff.states import SILENT, Act, State
from chat.handoff.talk import visitor_says
from chat.limits import budget
from chat.models import Conversation, Message, Visitor
from chat.session import Session
from serving.client import Message as Said
from tenants.models import only

REMEMBERED_TURNS = 2
REMEMBERED_FOR = timedelta(hours=1)


@dataclass(frozen=True)
class Turn:
    """`fresh` is False for a repeated idempotency key: then the answer is on its way, or there."""

    session: Session
    question: Message
    answer: Message
    fresh: bool
    history: list[Said]


@dataclass(frozen=True)
class Passed:
    """A message that no bot answers: a person is asked for, or there."""

    question: Message
    standing: dict[str, Any]

    @property
    def events(self) -> list[Event]:
        """What its sender is told, at once and to the end."""
        handoff = {**self.standing, "message_id": str(self.question.pk)}
        return [Event(1, "handoff", handoff), Event(2, "done", {"state": "handoff", "text": "", "refused": False})]


@transaction.atomic
def begin(session: Session, text: str, key: str) -> Turn | Passed:
    """Stores the question and an empty answer in the scope's tenant; no answer while a person has the conversation.

    Raises StillAnswering while an answer to the visitor is being written, BadRequest if `key` stands for another text,
    BudgetSpent when the site has given all its answers of today.
    """
    conversation, known = _thread(session)
    if known:
        if key and (asked := _asked(conversation, key)):
            return _again(session, conversation, asked, text)
        if conversation.state in SILENT:
            return _passed(conversation, visitor_says(conversation, text, key))
        abandoned.interrupt(conversation.messages.all())
        if conversation.messages.filter(state=Message.State.STREAMING).exists():
            raise StillAnswering
    if session.claims.channel == Conversation.Channel.WIDGET:
        budget.check(session.assistant)
    said = _go_on(conversation) if known else []
    return Turn(session, *_rows(session, conversation, text, key), fresh=True, history=said)


def thread_of(session: Session) -> Conversation:
    """The visitor's conversation, begun if there is none, locked to the end of the transaction: nobody takes it over
    or asks in it meanwhile.
    """
    return _thread(session)[0]


def _thread(session: Session) -> tuple[Conversation, bool]:
    """The locked conversation, and whether it was there before."""
    claims = session.claims
    defaults = {"assistant": session.assistant, "user_id": claims.user}
    # The lock makes two questions at once of one visitor come one after the other.
    visitor, new = Visitor.objects.select_for_update().get_or_create(pk=session.visitor, defaults=defaults)
    if not new and (found := session.conversation(locked=True)):
        if found.languages != claims.languages:
            found.languages = claims.languages
            found.save(update_fields=["languages"])
        return found, True
    begun = Conversation.objects.create(
        assistant=session.assistant,
        visitor=visitor,
        channel=claims.channel,
        origin=claims.origin,
        languages=claims.languages,
    )
    return begun, False


def _go_on(conversation: Conversation) -> list[Said]:
    """Takes a conversation up again; returns what the bot is to remember of it."""
    if conversation.state == State.CLOSED:
        move(conversation, Act.REOPEN, reason="visitor")
    said = history(conversation)
    conversation.save(update_fields=["updated_at"])
    return said


def _rows(session: Session, conversation: Conversation, text: str, key: str) -> tuple[Message, Message]:
    """The question and its answer to be, stored."""
    of = {"tenant": session.tenant, "conversation": conversation}
    question = Message(**of, role=Message.Role.VISITOR, text=text, idempotency_key=key)
    answer = Message(
        **of,
        role=Message.Role.ASSISTANT,
        reply_to=question,
        state=Message.State.STREAMING,
        adapter=adapter_name(session.assistant, session.adapter),
        written_at=timezone.now(),
    )
    Message.objects.bulk_create([question, answer])
    return question, answer


def _again(session: Session, conversation: Conversation, asked: Message, text: str) -> Turn | Passed:
    """What a repeated key gets. Raises BadRequest if it stands for another text."""
    if asked.text != text:
        raise BadRequest("This Idempotency-Key belongs to another text.", "Use a new key for a new question.")
    answer = getattr(asked, "reply", None)
    return Turn(session, asked, answer, fresh=False, history=[]) if answer else _passed(conversation, asked)


def _passed(conversation: Conversation, question: Message) -> Passed:
    agent = conversation.agent.name if conversation.agent else None
    return Passed(question, told(conversation.state, agent))


def _asked(conversation: Conversation, key: str) -> Message | None:
    questions = conversation.messages.filter(role=Message.Role.VISITOR, idempotency_key=key)
    return only(questions.select_related("reply"))


def history(conversation: Conversation) -> list[Said]:
    """The last turns with the bot, as the prompt takes them: REMEMBERED_TURNS at most, none from long ago."""
    answers = conversation.messages.filter(
        role=Message.Role.ASSISTANT,
        state__in=[Message.State.DONE, Message.State.STOPPED],
        reply_to__isnull=False,
        created_at__gt=timezone.now() - REMEMBERED_FOR,
    ).exclude(text="")
    recent = answers.select_related("reply_to").order_by("-created_at")[:REMEMBERED_TURNS]
    return [said for answer in reversed(recent) for said in _pair(answer)]


def _pair(answer: Message) -> list[Said]:
    question = answer.reply_to.text if answer.reply_to else ""
    # A refusal is put to the model as it has learned it, whatever the visitor was told.
    said = english(answer.text) if answer.refused else answer.text
    return [Said(role="user", content=question), Said(role="assistant", content=said)]
