"""Who answers a conversation, as a table: every move that is not in it is illegal."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from chat.models import Conversation

State = Conversation.State


class Act(StrEnum):
    """What somebody does to a conversation."""

    REQUEST = "request"  # a person is asked for
    WITHDRAW = "withdraw"  # the visitor goes on with the bot
    REOPEN = "reopen"  # the visitor writes again
    TAKE = "take"  # an agent answers from now on
    TRANSFER = "transfer"  # another agent does
    RELEASE = "release"  # the agent has left the business
    HAND_BACK = "hand_back"  # the bot answers again
    CLOSE = "close"  # it is over


MOVES: Final[Mapping[tuple[State, Act], State]] = {
    (State.BOT, Act.REQUEST): State.WAITING,
    (State.BOT, Act.TAKE): State.HUMAN,
    (State.WAITING, Act.WITHDRAW): State.BOT,
    (State.WAITING, Act.TAKE): State.HUMAN,
    (State.WAITING, Act.HAND_BACK): State.BOT,
    (State.WAITING, Act.CLOSE): State.CLOSED,
    (State.HUMAN, Act.TRANSFER): State.HUMAN,
    (State.HUMAN, Act.RELEASE): State.WAITING,
    (State.HUMAN, Act.HAND_BACK): State.BOT,
    (State.HUMAN, Act.CLOSE): State.CLOSED,
    (State.CLOSED, Act.REQUEST): State.WAITING,
    (State.CLOSED, Act.TAKE): State.HUMAN,
    (State.CLOSED, Act.REOPEN): State.BOT,
}

# The bot says nothing.
SILENT: Final = frozenset({State.WAITING, State.HUMAN})


def after(state: State, act: Act) -> State | None:
    """The state that `act` leads to; None if it is illegal in `state`."""
    return MOVES.get((state, act))
