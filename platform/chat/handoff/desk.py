"""What an agent does to a conversation, as frames of the inbox ask for it."""

from collections.abc import Awaitable, Callable
from typing import Final
from uuid import UUID

from chat import bodies, replies
from chat.errors import BadRequest
from chat.frames import Frame
from chat.handoff import bell, moves
from chat.handoff.seats import Seat
from chat.handoff.states import State
from chat.handoff.talk import agent_says
from chat.models import Agent, Conversation
from chat.threads import in_thread


async def take(seat: Seat, conversation: Conversation, frame: Frame) -> None:
    """Answers from now on; what the bot is saying ends here."""
    for answer in await in_thread(moves.take, conversation, seat.agent):
        await replies.current().stop(seat.assistant.tenant, answer)


async def transfer(seat: Seat, conversation: Conversation, frame: Frame) -> None:
    """Takes over from the colleague `holder`."""
    try:
        holder = UUID(str(frame.get("holder")))
    except ValueError:
        raise BadRequest("`holder` is not an agent's id.", "Send the `holder` of the open conversation.") from None
    await in_thread(moves.transfer, conversation, seat.agent, holder)


async def hand_back(seat: Seat, conversation: Conversation, frame: Frame) -> None:
    """Lets the bot answer again."""
    await in_thread(moves.hand_back, conversation, seat.agent)


async def close(seat: Seat, conversation: Conversation, frame: Frame) -> None:
    """Ends the conversation."""
    await in_thread(moves.close, conversation, seat.agent)


async def say(seat: Seat, conversation: Conversation, frame: Frame) -> None:
    """Answers the visitor; the same `key` again says nothing twice."""
    text, key = bodies.question(frame), bodies.idempotency_key(frame.get("key"))
    await in_thread(agent_says, conversation, seat.agent, text, key)


async def typing(seat: Seat, conversation: Conversation, frame: Frame) -> None:
    """Shows the visitor that the agent is typing."""
    if conversation.state == State.HUMAN and conversation.agent_id == seat.agent.pk and conversation.visitor_id:
        ring = {"type": "typing", "agent": seat.agent.name}
        await bell.deliver([bell.visitor(conversation.visitor_id)], ring)


def step_away(agent: Agent, away: bool) -> None:
    """Counts as absent, or as present again, whatever inboxes are open."""
    Agent.objects.filter(pk=agent.pk).update(away=away)
    bell.ring_inboxes(agent.tenant)


ACTS: Final[dict[str, Callable[[Seat, Conversation, Frame], Awaitable[None]]]] = {
    "take": take,
    "transfer": transfer,
    "hand_back": hand_back,
    "close": close,
    "say": say,
    "typing": typing,
}
