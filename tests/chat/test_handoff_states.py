"""Who answers, as a table: what is in it works, all else is refused and changes nothing."""

from itertools import product

import pytest
from django.contrib.auth.models import User

from assistants.models import Assistant
from chat.handoff import moves
from chat.handoff.availability import agent_of
from chat.handoff.errors import IllegalMove, Taken
from chat.handoff.states import MOVES, Act, State, after
from chat.models import Agent, Conversation
from tenants.models import Tenant

pytestmark = pytest.mark.django_db
ILLEGAL = [pair for pair in product(State, Act) if pair not in MOVES]


def conversation(state: State, agent: Agent | None = None) -> Conversation:
    return Conversation.objects.create(assistant=Assistant.objects.get(), state=state, agent=agent)


@pytest.mark.parametrize(("state", "act"), list(MOVES))
def test_a_legal_move_is_stored_with_its_number(state: State, act: Act, in_shop: Tenant, alice: User) -> None:
    row, agent = conversation(state), agent_of(alice)
    moves.move(row, act, agent=agent, reason="agent")
    row.refresh_from_db()
    assert row.state == MOVES[state, act]
    assert row.agent == (agent if row.state == State.HUMAN else None)
    step = row.happenings.get()
    assert (step.number, step.state, step.agent, row.happened) == (1, row.state, agent, 1)


@pytest.mark.parametrize(("state", "act"), ILLEGAL)
def test_an_illegal_move_changes_nothing(state: State, act: Act, in_shop: Tenant, alice: User) -> None:
    row = conversation(state)
    with pytest.raises((IllegalMove, Taken)):
        moves.move(row, act, agent=agent_of(alice))
    row.refresh_from_db()
    assert (row.state, row.happened, row.happenings.count()) == (state, 0, 0)


def test_every_state_can_be_left_and_reached() -> None:
    assert {state for state, _ in MOVES} == set(State)
    assert set(MOVES.values()) == set(State)
    assert after(State.BOT, Act.CLOSE) is None


def test_only_one_of_two_agents_who_saw_it_waiting_takes_it(in_shop: Tenant, alice: User, bob: User) -> None:
    row = conversation(State.WAITING)
    seen_by_both = [Conversation.objects.get(pk=row.pk) for _ in range(2)]
    moves.take(seen_by_both[0], agent_of(alice))
    with pytest.raises(Taken, match="Alice has this conversation now"):
        moves.take(seen_by_both[1], agent_of(bob))
    row.refresh_from_db()
    assert row.agent == agent_of(alice)


def test_a_colleague_takes_over_from_whom_he_saw_and_from_nobody_else(in_shop: Tenant, alice: User, bob: User) -> None:
    row = conversation(State.HUMAN, agent_of(alice))
    with pytest.raises(Taken):
        moves.transfer(row, agent_of(bob), holder=agent_of(bob).pk)
    moves.transfer(row, agent_of(bob), holder=agent_of(alice).pk)
    assert row.agent == agent_of(bob)


@pytest.mark.parametrize("act", [moves.hand_back, moves.close])
def test_only_who_has_it_gives_it_away(act: object, in_shop: Tenant, alice: User, bob: User) -> None:
    row = conversation(State.HUMAN, agent_of(alice))
    with pytest.raises(Taken):
        act(row, agent_of(bob))
    act(row, agent_of(alice))
    assert row.state in {State.BOT, State.CLOSED}
    assert row.agent is None


def test_what_somebody_held_waits_again_when_they_leave(in_shop: Tenant, alice: User, bob: User) -> None:
    held, other = conversation(State.HUMAN, agent_of(bob)), conversation(State.HUMAN, agent_of(alice))
    moves.release(in_shop, bob)
    held.refresh_from_db()
    other.refresh_from_db()
    assert (held.state, held.agent) == (State.WAITING, None)
    assert (other.state, other.agent) == (State.HUMAN, agent_of(alice))
