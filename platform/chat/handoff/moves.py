"""Every change of who answers: one conditional update, one numbered happening, one transaction."""

from uuid import UUID

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from chat.handoff import bell
from chat.handoff.errors import IllegalMove, Taken
from chat.handoff.happenings import append
from chat.handoff.states import Act, State, after
from chat.models import Agent, Conversation, Happening, Message
from tenants.models import Tenant


@transaction.atomic
def move(
    conversation: Conversation, act: Act, *, agent: Agent | None = None, reason: str = "", detail: str = ""
) -> None:
    """Moves a conversation on from the state in which the caller read it; `agent` is who acts, if a person does.

    Raises IllegalMove for a move that the table does not have, Taken if somebody else was quicker.
    """
    target = after(State(conversation.state), act)
    if target is None:
        raise _illegal(conversation, act)
    as_read = Conversation.objects.filter(pk=conversation.pk, state=conversation.state, agent=conversation.agent_id)
    holder = agent if target == State.HUMAN else None
    if not as_read.update(state=target, agent=holder, state_since=timezone.now()):
        conversation.refresh_from_db()
        raise _taken(conversation)
    conversation.state, conversation.agent = target, holder
    append(conversation, Happening.Kind.HANDOFF, state=target, agent=agent, reason=reason, detail=detail[:200])


@transaction.atomic
def take(conversation: Conversation, agent: Agent) -> list[UUID]:
    """The agent answers from now on. Gives the running answers of the bot, which are asked to stop."""
    move(conversation, Act.TAKE, agent=agent, reason="agent")
    return stop_answers(conversation)


def transfer(conversation: Conversation, agent: Agent, holder: UUID) -> None:
    """The agent takes over from the colleague who was seen to have it."""
    if conversation.agent_id != holder:
        raise _taken(conversation)
    move(conversation, Act.TRANSFER, agent=agent, reason="agent")


def hand_back(conversation: Conversation, agent: Agent) -> None:
    """The bot answers again. Of a conversation with a person, only that person can."""
    check_held(conversation, agent)
    move(conversation, Act.HAND_BACK, agent=agent)


def close(conversation: Conversation, agent: Agent) -> None:
    """It is over, until the visitor writes again. Of a conversation with a person, only that person can."""
    check_held(conversation, agent)
    move(conversation, Act.CLOSE, agent=agent)


@transaction.atomic
def release(tenant: Tenant, user: User) -> None:
    """Puts back to wait what somebody held who has left the business, and shows their inboxes the door."""
    for conversation in Conversation.objects.filter(state=State.HUMAN, agent__user=user):
        move(conversation, Act.RELEASE)
    Agent.objects.filter(user=user).update(seen_at=None)
    bell.ring_inboxes(tenant)


def check_held(conversation: Conversation, agent: Agent) -> None:
    """Raises Taken when a colleague has the conversation."""
    if conversation.state == State.HUMAN and conversation.agent_id != agent.pk:
        raise _taken(conversation)


def stop_answers(conversation: Conversation) -> list[UUID]:
    """Asks whoever writes the bot's answer to stop; what it says so far is kept."""
    running = conversation.messages.filter(state=Message.State.STREAMING)
    stopping = list(running.values_list("pk", flat=True))
    running.update(stop_requested=True)
    return stopping


def _taken(conversation: Conversation) -> Taken:
    return Taken(conversation.agent.name if conversation.agent else "")


def _illegal(conversation: Conversation, act: Act) -> IllegalMove | Taken:
    if act == Act.TAKE and conversation.state == State.HUMAN:
        return _taken(conversation)
    words = conversation.get_state_display().lower()
    return IllegalMove(f"This conversation is {words}: “{act.replace('_', ' ')}” is not possible.", "Look at it again.")
