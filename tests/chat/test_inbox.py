"""Agents at their inboxes: what they see, what they do, and what ends when they may not any more."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session

from assistants.models import Assistant
from chat import reply
from chat.handoff import moves
from chat.handoff.availability import agent_of
from chat.models import Agent, Conversation, Message
from chat.threads import in_thread
from serving.fake import Script
from tenants.models import Membership, Tenant
from tenants.scope import tenant_scope
from tests.chat.browser import Visit
from tests.chat.people import Inbox, at_desk, cookie_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desk(shop: Tenant) -> Assistant:
    """The assistant whose inbox it is."""
    return Assistant.across_tenants.get(tenant=shop)


def _scoped(function: Callable[..., Any], *args: Any) -> Any:
    conversation = Conversation.across_tenants.select_related("tenant", "agent").get()
    with tenant_scope(conversation.tenant):
        return function(conversation, *args)


async def _asked(visit: Visit, inbox: Inbox) -> str:
    """A visitor who waits, with the conversation open at this inbox; gives its id."""
    await inbox.until("list", lambda data: data["agents"])
    await visit.open()
    assert (await visit.call("POST", "handoff")).status == 200
    row = await inbox.row("waiting")
    await inbox.say(type="open", id=row["id"])
    await inbox.until("talk")
    return row["id"]


async def test_a_waiting_visitor_appears_at_once_and_is_answered(visit: Visit, desk: Assistant, alice: User) -> None:
    async with at_desk(alice, desk) as inbox:
        talk = await _asked(visit, inbox)
        await inbox.say(type="take", id=talk)
        assert (await inbox.row("human"))["mine"] is True
        await inbox.say(type="say", id=talk, text="Hello, Alice here.", key="k")
        assert (await inbox.until("said"))["key"] == "k"
        await inbox.say(type="say", id=talk, text="Hello, Alice here.", key="k")
        await inbox.until("said")
        said = (await visit.conversation())["messages"]
        assert [(message["role"], message["agent"], message["text"]) for message in said] == [
            ("agent", "Alice", "Hello, Alice here.")
        ]
        await visit.answer("Thank you!")
        frame = await inbox.until("talk", lambda data: len(data["messages"]) == 2)
        assert frame["data"]["messages"][1]["text"] == "Thank you!"
        await inbox.say(type="hand_back", id=talk)
        await inbox.row("bot")


async def test_two_agents_cannot_both_take_one(visit: Visit, desk: Assistant, alice: User, bob: User) -> None:
    async with at_desk(alice, desk) as one, at_desk(bob, desk) as two:
        talk = await _asked(visit, one)
        await asyncio.gather(one.say(type="take", id=talk), two.say(type="take", id=talk))
        rows = [await inbox.row("human") for inbox in (one, two)]
        assert sorted(row["mine"] for row in rows) == [False, True]
        steps = await in_thread(lambda: _scoped(lambda row: list(row.happenings.values_list("state", flat=True))))
        assert steps == ["waiting", "human"]


async def test_a_colleague_takes_over_whom_he_sees(visit: Visit, desk: Assistant, alice: User, bob: User) -> None:
    async with at_desk(alice, desk) as one, at_desk(bob, desk) as two:
        talk = await _asked(visit, one)
        await one.say(type="take", id=talk)
        await two.say(type="open", id=talk)
        seen = await two.until("talk", lambda data: data["state"] == "human")
        await two.say(type="say", id=talk, text="Me first!", key="k")
        assert (await two.until("refused"))["data"]["code"] == "taken"
        await two.say(type="transfer", id=talk, holder=seen["data"]["holder"])
        await two.until("talk", lambda data: data["mine"])
        await one.say(type="close", id=talk)
        assert (await one.until("refused"))["data"]["message"] == "Bob has this conversation now."


async def test_typing_is_seen_on_both_sides(visit: Visit, desk: Assistant, alice: User) -> None:
    async with at_desk(alice, desk) as inbox:
        talk = await _asked(visit, inbox)
        await inbox.say(type="take", id=talk)
        await inbox.row("human")
        stream = await visit.call("GET", "events?after=2")
        chunks = stream.chunks()
        assert await anext(chunks) == b": alive\n\n"
        await inbox.say(type="typing", id=talk)
        assert await asyncio.wait_for(anext(chunks), 20) == b'event: typing\ndata: {"agent":"Alice"}\n\n'
        assert (await visit.call("POST", "typing")).status == 204
        assert (await inbox.until("typing"))["id"] == talk
        await stream.tear()


async def test_a_draft_of_the_bot_is_shown_and_never_sent(
    visit: Visit, desk: Assistant, alice: User, script: Script, monkeypatch: pytest.MonkeyPatch, composed: list[Any]
) -> None:
    monkeypatch.setattr("chat.handoff.drafts.compose", lambda *args: reply.compose(*args))
    async with at_desk(alice, desk) as inbox:
        talk = await _asked(visit, inbox)
        await inbox.say(type="take", id=talk)
        await inbox.say(type="draft", id=talk)
        assert (await inbox.until("refused"))["data"]["message"] == "The visitor has not asked anything yet."
        await visit.answer("How long does it take?")
        await inbox.say(type="draft", id=talk)
        text = (await inbox.until("draft"))["text"]
        assert text.startswith("Parcels to Norway take four days")
        assert "[1]" not in text
        assert composed[-1][1] == "How long does it take?"
        assert not await in_thread(Message.across_tenants.exclude(role="visitor").exists)


async def test_an_engine_that_is_down_is_said_in_words(
    visit: Visit, desk: Assistant, alice: User, script: Script, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    monkeypatch.setattr("chat.handoff.drafts.compose", lambda *args: reply.compose(*args))
    async with at_desk(alice, desk) as inbox:
        talk = await _asked(visit, inbox)
        await visit.answer("How long?")
        settings.ENGINE_URL = "http://127.0.0.1:9"
        await inbox.say(type="draft", id=talk)
        assert (await inbox.until("refused"))["data"]["code"] == "engine_unavailable"


async def test_presence_and_stepping_away(visit: Visit, desk: Assistant, alice: User, bob: User) -> None:
    async with at_desk(alice, desk) as one:
        await one.until("list", lambda data: data["agents"] == ["Alice"])
        async with at_desk(bob, desk) as two:
            await two.until("list", lambda data: data["agents"] == ["Alice", "Bob"])
            await two.say(type="away", away=True)
            assert (await two.until("list", lambda data: data["away"]))["data"]["agents"] == ["Alice"]
        await one.say(type="away", away=True)
        await one.until("list", lambda data: not data["agents"])
        assert (await visit.open())["assistant"]["handoff"] is False


async def test_charlie_sees_no_inbox_of_alice(visit: Visit, desk: Assistant, charlie: User) -> None:
    async with at_desk(charlie, desk) as inbox:
        assert (await inbox.next())["data"]["code"] == "not_found"
        assert (await inbox.next())["code"] == 4403


async def test_charlie_reaches_nothing_of_alice_from_his_own_inbox(
    visit: Visit, desk: Assistant, alice: User, charlie: User, other_shop: Tenant
) -> None:
    his = await in_thread(Assistant.across_tenants.get, tenant=other_shop)
    async with at_desk(alice, desk) as inbox, at_desk(charlie, his) as outside:
        talk = await _asked(visit, inbox)
        assert (await outside.until("list"))["data"]["rows"] == []
        for kind in ("open", "take", "transfer", "hand_back", "close", "say", "typing", "draft"):
            await outside.say(type=kind, id=talk, text="Hello", holder=talk)
            assert (await outside.until("refused"))["data"]["code"] == "not_found", kind
    assert (await visit.conversation())["state"] == "waiting"


@pytest.mark.parametrize("cookie", ["", "nonsense"])
async def test_a_stranger_is_sent_to_sign_in(visit: Visit, desk: Assistant, alice: User, cookie: str) -> None:
    async with at_desk(alice, desk, cookie=cookie) as inbox:
        assert (await inbox.next())["data"]["code"] == "token_invalid"
        assert (await inbox.next())["code"] == 4401


async def test_a_foreign_page_opens_no_inbox_with_alices_cookie(visit: Visit, desk: Assistant, alice: User) -> None:
    async with at_desk(alice, desk, origin="https://evil.example") as inbox:
        assert (await inbox.next())["data"]["code"] == "origin_not_allowed"
        assert (await inbox.next())["code"] == 4403


async def _closing_code(inbox: Inbox) -> int:
    return (await inbox.until("websocket.close"))["code"]


async def test_a_socket_ends_with_the_membership_and_the_visitor_waits_again(
    visit: Visit, desk: Assistant, alice: User, bob: User, shop: Tenant
) -> None:
    async with at_desk(bob, desk) as inbox:
        talk = await _asked(visit, inbox)
        await inbox.say(type="take", id=talk)
        await inbox.row("human")
        await in_thread(Membership.objects.filter(user=bob).delete)
        await inbox.say(type="say", id=talk, text="One more thing", key="k")
        assert await _closing_code(inbox) == 4403
    with tenant_scope(shop):
        await in_thread(moves.release, shop, bob)
    after = await visit.conversation()
    assert (after["state"], after["messages"]) == ("waiting", [])


async def test_a_silent_socket_ends_soon_after_the_membership(
    visit: Visit, desk: Assistant, bob: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chat.handoff.consumer.LOOK_SECONDS", 0.01)
    async with at_desk(bob, desk) as inbox:
        await inbox.until("list")
        await in_thread(Membership.objects.filter(user=bob).delete)
        assert await _closing_code(inbox) == 4403


@pytest.mark.parametrize("ending", ["sign_out", "new_password", "switched_off"])
async def test_a_socket_ends_with_what_let_it_in(
    visit: Visit, desk: Assistant, alice: User, ending: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chat.handoff.consumer.LOOK_SECONDS", 0.01)
    cookie = await in_thread(cookie_of, alice)

    def end() -> None:
        if ending == "sign_out":
            Session.objects.filter(pk=cookie).delete()
        elif ending == "new_password":
            alice.set_password("another horse battery")
            alice.save()
        else:
            User.objects.filter(pk=alice.pk).update(is_active=False)

    async with at_desk(alice, desk, cookie=cookie) as inbox:
        await inbox.until("list")
        await in_thread(end)
        assert await _closing_code(inbox) == 4401


async def test_an_unknown_frame_is_refused_in_words(visit: Visit, desk: Assistant, alice: User) -> None:
    async with at_desk(alice, desk) as inbox:
        talk = await _asked(visit, inbox)
        for frame in ({"type": "dance", "id": talk}, {"type": "say", "id": talk}, {"type": "transfer", "id": talk}):
            await inbox.say(**frame)
            assert (await inbox.until("refused"))["data"]["hint"]


async def test_agents_have_a_name_that_is_not_their_address(in_shop: Tenant, alice: User) -> None:
    def named() -> Agent:
        alice.email = "alice.smith@example.com"
        return agent_of(alice)

    assert (await in_thread(named)).name == "Alice"
