"""What visitors and the business do with conversations."""

from typing import Any
from uuid import UUID

from django.contrib.auth.models import User
from django.db import transaction

from assistants.answers import LIVE
from assistants.answers.compose import Live
from assistants.models import Adapter, Assistant
from chat import tokens
from chat.callers import OWN
from chat.errors import BadRequest, Unknown
from chat.models import Conversation, Message, Visitor
from chat.session import Session
from chat.tokens import Claims
from chat.transcript import transcript
from knowledge.models import Question
from knowledge.workflows import add_question
from tenants import audit

MAX_QUESTION = 1000


def answer_of(session: Session, message: UUID) -> Message:
    """An answer that this session's visitor was given; raises Unknown for anybody else's."""
    answers = Message.objects.filter(
        role=Message.Role.ASSISTANT,
        conversation__visitor=session.visitor,
        conversation__assistant=session.assistant,
        conversation__channel=session.claims.channel,
    )
    if answer := answers.filter(pk=message).first():
        return answer
    raise Unknown("There is no such answer in your conversation.", "Reload the page to see your conversation.")


def own_transcript(session: Session) -> dict[str, Any]:
    """The visitor's transcript; empty before the first message."""
    conversation = session.conversation()
    nothing: dict[str, Any] = {"id": None, "state": Conversation.State.BOT, "agent": None, "events": 0, "messages": []}
    return transcript(conversation) if conversation else nothing


def rate(answer: Message, rating: str, comment: str) -> None:
    """Stores the visitor's verdict; the last one counts. A verdict without a comment keeps an earlier comment."""
    answer.rating = rating
    answer.comment = comment or (answer.comment if rating else "")
    answer.save(update_fields=["rating", "comment"])


def open_playground(assistant: Assistant, user: User, adapter: Adapter | Live | None = LIVE) -> str:
    """A session token for a member's own tab of the dashboard, in the scope of the assistant's tenant.

    `adapter`: the live version, another one to try, or None for the bare base model. Each version has a thread of
    its own per member.
    """
    said = tokens.LIVE if isinstance(adapter, Live) else adapter.pk.hex if adapter else tokens.BASE
    channel = Conversation.Channel.PLAYGROUND
    visitor = Visitor.objects.filter(assistant=assistant, user=user, adapter=said).first()
    visitor = visitor or Visitor.objects.create(assistant=assistant, user=user, adapter=said)
    return Claims(assistant.site_key.key, visitor.pk, OWN, channel, user=user.pk, adapter=said).sign()


@transaction.atomic
def correct(message: Message, answer: str, actor: User) -> Question:
    """Teaches the right answer to the question behind `message`: findable at once, in the weights after training."""
    if message.reply_to is None:
        raise BadRequest("Only an answer can be corrected.", "Choose one of the assistant's answers.")
    question = add_question(
        message.reply_to.text[:MAX_QUESTION], answer, origin=Question.Origin.CORRECTION, actor=actor
    )
    audit.record("answer.correct", message.reply_to.text, actor=actor, message=str(message.pk))
    return question
