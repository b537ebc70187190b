"""A visitor asks for a person, talks to one and goes back to the bot."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from django.contrib.auth.models import User

from assistants.answers import Prepared
from assistants.models import Assistant
from chat import reply
from chat.handoff import Reason, feed, moves, request_handoff
from chat.handoff.availability import agent_of, sign
from chat.handoff.states import State
from chat.handoff.talk import agent_says
from chat.models import Agent, ChatSettings, Conversation, Message
from chat.threads import in_thread
from serving.fake import Script
from tenants.models import Job, Tenant
from tenants.scope import tenant_scope
from tests.chat.browser import Call, Told, Visit, text_of
from tests.chat.sockets import connected

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def at_hand(shop: Tenant, alice: User) -> Agent:
    """Alice with her inbox open."""
    with tenant_scope(shop):
        agent = agent_of(alice)
        sign(agent)
        return agent


def _conversation() -> Conversation:
    return Conversation.across_tenants.select_related("tenant", "agent").get()


def _scoped(function: Any, *args: Any) -> Any:
    """Calls with the only conversation, in its tenant's scope."""
    conversation = _conversation()
    with tenant_scope(conversation.tenant):
        return function(conversation, *args)


def _settings(**fields: object) -> None:
    assistant = Assistant.across_tenants.get(tenant__name="Alice's shop")
    with tenant_scope(assistant.tenant):
        ChatSettings.objects.update_or_create(assistant=assistant, defaults=fields)


async def _asked(visit: Visit) -> dict[str, Any]:
    call = await visit.call("POST", "handoff")
    return {"status": call.status, **await call.json()}


@asynccontextmanager
async def _listening(visit: Visit, after: int = 0) -> AsyncIterator[AsyncIterator[Told]]:
    call = await visit.call("GET", f"events?after={after}")
    assert call.headers["content-type"] == "text/event-stream"
    yield _told(call)
    await call.tear()


async def _told(call: Call) -> AsyncIterator[Told]:
    buffer = ""
    async for chunk in call.chunks():
        buffer += chunk.decode()
        *blocks, buffer = buffer.split("\n\n")
        for block in blocks:
            fields = dict(line.split(": ", 1) for line in block.splitlines() if not line.startswith(":"))
            if fields:
                yield Told(int(fields.get("id", 0)), fields["event"], json.loads(fields["data"]))


async def _next(events: AsyncIterator[Told]) -> Told:
    return await asyncio.wait_for(anext(events), 20)


async def test_nobody_can_be_asked_for_when_no_inbox_is_open(visit: Visit) -> None:
    opened = await visit.open()
    assert opened["assistant"]["handoff"] is False
    asked = await _asked(visit)
    assert (asked["status"], asked["error"]["code"]) == (409, "nobody_there")
    assert not await in_thread(Conversation.across_tenants.exists)


async def test_a_visitor_asks_for_a_person_before_any_question(visit: Visit, at_hand: Agent) -> None:
    opened = await visit.open()
    assert opened["assistant"]["handoff"] is True
    asked = await _asked(visit)
    assert (asked["status"], asked["state"], asked["agent"], asked["events"]) == (200, "waiting", None, 1)
    assert (await _asked(visit))["events"] == 1
    assert (await visit.conversation())["state"] == "waiting"


async def test_within_hours_one_can_ask_and_the_owner_is_told_by_mail(visit: Visit) -> None:
    week = {day: [["00:00", "24:00"]] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}
    await in_thread(lambda: _settings(hours=week))
    await visit.open()
    assert (await _asked(visit))["state"] == "waiting"
    assert await in_thread(Job.across_tenants.filter(kind="chat.waiting_mail").count) == 1


async def test_outside_hours_nobody_is_there_although_an_inbox_is_open(visit: Visit, at_hand: Agent) -> None:
    await in_thread(lambda: _settings(hours={"mon": [["00:00", "00:01"]]}, timezone="Pacific/Kiritimati"))
    await visit.open()
    assert (await _asked(visit))["status"] == 409


async def test_who_is_away_is_not_there(visit: Visit, at_hand: Agent) -> None:
    await in_thread(Agent.across_tenants.update, away=True)
    assert (await visit.open())["assistant"]["handoff"] is False


async def test_the_bot_is_silent_while_a_person_is_waited_for(
    visit: Visit, at_hand: Agent, composed: list[Any]
) -> None:
    await visit.open()
    await _asked(visit)
    events = await visit.answer("Hello?", idempotency_key="k")
    assert [event.event for event in events] == ["handoff", "done"]
    assert events[0].data["state"] == "waiting"
    assert events[1].data == {"state": "handoff", "text": "", "refused": False}
    assert (await visit.answer("Hello?", idempotency_key="k"))[0].data == events[0].data
    said = (await visit.conversation())["messages"]
    assert [(message["role"], message["id"]) for message in said] == [("visitor", events[0].data["message_id"])]
    assert composed == []


async def test_a_visitor_goes_on_with_the_bot(visit: Visit, at_hand: Agent, script: Script) -> None:
    await visit.open()
    await _asked(visit)
    left = await (await visit.call("POST", "handoff/cancel")).json()
    assert left["state"] == "bot"
    assert text_of(await visit.answer()) == script.reply


async def test_an_agents_words_reach_the_visitor_with_a_name_and_numbers(visit: Visit, at_hand: Agent) -> None:
    await visit.open()
    await _asked(visit)
    async with _listening(visit) as events:
        assert (await _next(events)).data["state"] == "waiting"
        await in_thread(_scoped, moves.take, at_hand)
        taken = await _next(events)
        assert (taken.id, taken.event, taken.data["agent"]) == (2, "handoff", "Alice")
        await in_thread(_scoped, agent_says, at_hand, "How can I help?", "k")
        said = await _next(events)
        assert (said.id, said.event, said.data["role"], said.data["agent"]) == (3, "message", "agent", "Alice")
    after = await visit.conversation()
    assert (after["events"], after["state"], after["messages"][-1]["text"]) == (3, "human", "How can I help?")


async def test_a_torn_connection_misses_nothing(visit: Visit, at_hand: Agent) -> None:
    await visit.open()
    await _asked(visit)
    await in_thread(_scoped, moves.take, at_hand)
    for number in range(5):
        await in_thread(_scoped, agent_says, at_hand, f"Word {number}", "")
    for seen in range(8):
        async with _listening(visit, after=seen) as events:
            numbers = [(await _next(events)).id for _ in range(7 - seen)]
        assert numbers == list(range(seen + 1, 8))


async def test_the_stream_ends_when_the_token_is_no_longer_good(
    visit: Visit, at_hand: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed, "IDLE_SECONDS", 0.01)
    await visit.open()
    call = await visit.call("GET", "events")
    await in_thread(Assistant.across_tenants.update, active=False)
    assert all(chunk in {b": alive\n\n", b""} for chunk in [chunk async for chunk in call.chunks()])


async def test_a_lost_bell_costs_a_moment_and_no_word(
    visit: Visit, at_hand: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chat.handoff.bell.ring", lambda conversation: None)
    monkeypatch.setattr("chat.handoff.happenings.bell.ring", lambda conversation: None)
    monkeypatch.setattr(feed, "LOOK_SECONDS", 0.02)
    await visit.open()
    await _asked(visit)
    async with _listening(visit, after=1) as events:
        await in_thread(_scoped, moves.take, at_hand)
        assert (await _next(events)).data["state"] == "human"


async def test_taking_over_stops_a_running_answer_and_keeps_it(visit: Visit, at_hand: Agent, script: Script) -> None:
    script.token_delay = 0.05
    await visit.open()
    call = await visit.ask()
    events = call.events()
    told = [await anext(events) for _ in range(4)]
    await in_thread(_scoped, moves.take, at_hand)
    told += [event async for event in events]
    assert told[-1].data["state"] == "stopped"
    assert told[-2].data["state"] == "human"
    kept = (await visit.conversation())["messages"][-1]
    assert (kept["state"], kept["text"]) == ("stopped", text_of(told))
    assert 0 < len(kept["text"]) < len(script.reply)


async def test_an_answer_that_was_not_running_yet_when_a_person_came_says_nothing(
    visit: Visit, at_hand: Agent, monkeypatch: pytest.MonkeyPatch, composed: list[Any]
) -> None:
    compose = reply.compose

    def taken_meanwhile(*args: Any) -> Prepared:
        _scoped(moves.take, at_hand)
        return compose(*args)

    monkeypatch.setattr("chat.reply.compose", taken_meanwhile)
    await visit.open()
    events = await visit.answer()
    assert [event.event for event in events] == ["start", "sources", "handoff", "done"]
    assert (events[-1].data["state"], text_of(events)) == ("stopped", "")


async def test_a_question_and_a_person_at_once_leave_no_answer_running(
    visit: Visit, at_hand: Agent, script: Script
) -> None:
    await visit.open()
    await visit.answer()
    for _ in range(8):
        answered, _ = await asyncio.gather(visit.answer(), in_thread(_scoped, moves.take, at_hand))
        rows = await in_thread(
            lambda: list(_conversation().messages.order_by("created_at").values_list("role", "state"))
        )
        if answered[0].event == "handoff":
            assert rows[-1][0] == "visitor"
        else:
            assert rows[-1][1] in {"stopped", "done"}
        assert all(state != "streaming" for _, state in rows)
        assert (await visit.answer("Still there?"))[0].event == "handoff"
        await in_thread(_scoped, moves.hand_back, at_hand)


async def test_a_closed_conversation_opens_again_with_the_next_question(
    visit: Visit, at_hand: Agent, script: Script
) -> None:
    await visit.open()
    await _asked(visit)
    await in_thread(_scoped, moves.close, at_hand)
    assert (await visit.conversation())["state"] == "closed"
    assert text_of(await visit.answer()) == script.reply
    assert (await visit.conversation())["state"] == "bot"


async def test_answers_that_were_all_refusals_ask_for_a_person(
    visit: Visit, at_hand: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chat.reply.compose", lambda *args: Prepared(None, []))
    await visit.open()
    assert "handoff" not in [event.event for event in await visit.answer("Do you sell boats?")]
    second = await visit.answer("And planes?")
    assert [event.event for event in second][-2:] == ["handoff", "done"]
    assert second[-2].data["state"] == "waiting"
    assert second[-1].data["state"] == "done"
    step = await in_thread(lambda: _conversation().happenings.get())
    assert step.reason == Reason.UNANSWERED


async def test_a_business_may_want_no_person_for_refusals(
    visit: Visit, at_hand: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chat.reply.compose", lambda *args: Prepared(None, []))
    await in_thread(lambda: _settings(unanswered_limit=0))
    await visit.open()
    for _ in range(4):
        assert "handoff" not in [event.event for event in await visit.answer("Boats?")]


async def test_a_rule_asks_for_a_person_while_its_answer_goes_on(
    visit: Visit, at_hand: Agent, monkeypatch: pytest.MonkeyPatch, composed: list[Any], script: Script
) -> None:
    compose = reply.compose

    def rule(*args: Any) -> Prepared:
        assert request_handoff(_conversation(), Reason.RULE, "Complaint").comes
        return compose(*args)

    monkeypatch.setattr("chat.reply.compose", rule)
    await visit.open()
    events = await visit.answer("I want to complain.")
    assert text_of(events) == script.reply
    assert [event.data["state"] for event in events[-2:]] == ["waiting", "done"]


async def test_a_rule_that_finds_nobody_says_how_to_reach_the_business(visit: Visit, shop: Tenant) -> None:
    await in_thread(lambda: _settings(contact_email="team@shop.example", lead_form=True))
    await visit.open()
    await visit.answer()
    asked = await in_thread(_scoped, request_handoff, Reason.RULE)
    assert (asked.state, asked.comes) == (State.BOT, False)
    assert "team@shop.example" in asked.text
    assert "form" in asked.text


async def test_the_same_over_a_websocket(visit: Visit, at_hand: Agent) -> None:
    await visit.open()
    async with connected() as socket:
        await socket.say(type="hello", token=visit.token)
        assert (await socket.next())["event"] == "welcome"
        await socket.say(type="handoff")
        await socket.say(type="listen", after=0)
        frame = await socket.next()
        assert (frame["event"], frame["id"], frame["message"]) == ("handoff", 1, None)
        await socket.say(type="message", text="Hello?", key="k")
        told = [await socket.next() for _ in range(3)]
        assert sorted(frame["event"] for frame in told) == ["done", "handoff", "message"]
        await socket.say(type="typing")
        await socket.say(type="withdraw")
        assert (await socket.next())["data"]["state"] == "bot"


async def test_another_visitor_hears_and_changes_nothing(visit: Visit, stranger: Visit, at_hand: Agent) -> None:
    await visit.open()
    await _asked(visit)
    other = Visit(visit.app, visit.site_key)
    for outsider in (other, stranger):
        await outsider.open()
        assert (await outsider.call("POST", "handoff/cancel")).status == 404
        call = await outsider.call("GET", "events")
        assert await anext(call.chunks()) == b": alive\n\n"
        await call.tear()
    assert (await visit.conversation())["state"] == "waiting"


async def test_a_visitor_without_a_token_asks_for_nobody(visit: Visit) -> None:
    for method, where in [
        ("POST", "handoff"), ("POST", "handoff/cancel"), ("POST", "typing"), ("GET", "events"), ("POST", "leads"),
    ]:  # fmt: skip
        assert (await visit.call(method, where)).status == 401


async def test_the_transcript_is_empty_before_the_first_word(visit: Visit) -> None:
    await visit.open()
    assert await visit.conversation() == {"id": None, "state": "bot", "agent": None, "events": 0, "messages": []}
    assert not await in_thread(Message.across_tenants.exists)
