"""Asking for a person."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from django.db import transaction

from assistants.phrases import phrase
from chat.handoff import moves
from chat.handoff.availability import can_be_asked, present
from chat.handoff.states import SILENT, Act, State
from chat.models import ChatSettings, Conversation, Message, settings_of
from tenants.jobs import enqueue

COMING = "I have asked a colleague to join us. Please stay here: they answer in this chat."
NOBODY = "Nobody is here right now."
NOBODY_BUT = "Nobody of the team is here right now. You can {ways}."
FORM, WRITE, LOOK = "leave a message with the form of this chat", "write to {address}", "see {address}"
OR = " or "
WAITING_MAIL = "chat.waiting_mail"


class Reason(StrEnum):
    """Why a person is asked for."""

    VISITOR = "visitor"
    RULE = "rule"
    UNANSWERED = "unanswered"
    AGENT = "agent"


@dataclass(frozen=True)
class Handoff:
    """`state` of the conversation after the request; "bot": nobody is there. `text` says so to the visitor."""

    state: State
    text: str

    @property
    def comes(self) -> bool:
        """True if a person has been told, or is there."""
        return self.state in SILENT


@transaction.atomic
def request_handoff(
    conversation: Conversation, reason: Reason, detail: str = "", languages: Sequence[str] = ()
) -> Handoff:
    """Asks for a person, in the tenant's scope; asking again changes nothing.

    `detail` tells agents more, such as the rule's name; `languages` go before the conversation's own.
    An answer that the bot is writing goes on: it may be the one that announces the person. The visitor's own request
    stops it, see `ask_as_visitor`.
    """
    row = Conversation.objects.select_for_update(of=("self",)).select_related("assistant").get(pk=conversation.pk)
    spoken = [*languages, *row.spoken]
    if row.state in SILENT:
        return Handoff(State(row.state), phrase(COMING, spoken))
    chat = settings_of(row.assistant)
    if not can_be_asked(chat):
        return Handoff(State.BOT, apology(chat, spoken))
    moves.move(row, Act.REQUEST, reason=reason, detail=detail)
    if not present().exists():
        enqueue(WAITING_MAIL, row.pk)
    return Handoff(State(row.state), phrase(COMING, spoken))


@transaction.atomic
def ask_as_visitor(conversation: Conversation) -> tuple[Handoff, list[UUID]]:
    """The visitor's own request, and the running answers to stop because of it."""
    handoff = request_handoff(conversation, Reason.VISITOR)
    return handoff, moves.stop_answers(conversation) if handoff.comes else []


@transaction.atomic
def withdraw(conversation: Conversation) -> None:
    """The visitor goes on with the bot; without effect once a person is there, or when nobody was asked for."""
    row = Conversation.objects.select_for_update().get(pk=conversation.pk)
    if row.state == State.WAITING:
        moves.move(row, Act.WITHDRAW, reason=Reason.VISITOR)


def ask_when_lost(conversation: Conversation) -> None:
    """Asks for a person when the newest answers, as many as the business says, were all refusals."""
    limit = settings_of(conversation.assistant).unanswered_limit
    answers = conversation.messages.filter(role=Message.Role.ASSISTANT).order_by("-created_at")
    refused = list(answers.values_list("refused", flat=True)[:limit])
    if limit and len(refused) == limit and all(refused):
        request_handoff(conversation, Reason.UNANSWERED)


def apology(chat: ChatSettings, languages: Sequence[str] = ()) -> str:
    """What the bot says, in one of `languages`, when no person can be asked for."""
    ways = [
        phrase(FORM, languages) if chat.lead_form else "",
        phrase(WRITE, languages).format(address=chat.contact_email) if chat.contact_email else "",
        phrase(LOOK, languages).format(address=chat.contact_url) if chat.contact_url else "",
    ]
    offered = phrase(OR, languages).join(filter(None, ways))
    return phrase(NOBODY_BUT, languages).format(ways=offered) if offered else phrase(NOBODY, languages)
