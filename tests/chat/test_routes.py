"""An answer that the business has decided reaches the visitor word for word, and a person where it says so."""

from typing import Any

import pytest
from django.contrib.auth.models import User

from assistants.answers import Prepared, compose
from assistants.intents.action import Decided
from chat import reply
from chat.handoff.availability import agent_of, sign
from chat.models import Conversation
from chat.threads import in_thread
from serving.client import ChatRequest
from tenants.models import Tenant
from tenants.scope import tenant_scope
from tests.chat.browser import Visit, text_of

pytestmark = pytest.mark.django_db(transaction=True)
ANSWER = "Reply to the confirmation within **an hour** [1].\n\n[Open the page](https://shop.example)"


@pytest.fixture
def decides(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Sets what the business has decided for every question."""

    def set_to(decided: Decided) -> None:
        monkeypatch.setattr(reply, "compose", lambda *_: Prepared(None, [], decided=decided))

    return set_to


def _open_inbox(shop: Tenant, alice: User) -> None:
    with tenant_scope(shop):
        sign(agent_of(alice))


async def test_an_approved_answer_is_streamed_as_it_is(visit: Visit, decides: Any) -> None:
    decides(Decided("cancel", ANSWER))
    await visit.open()
    events = await visit.answer("Cancel my order")
    assert [event.event for event in events] == ["start", "delta", "sources", "done"]
    assert events[1].data == {"text": ANSWER}
    assert events[-1].data == {"state": "done", "text": ANSWER, "refused": False}
    assert (await visit.conversation())["messages"][-1]["text"] == ANSWER


async def test_a_recognised_wish_for_a_person_brings_one(visit: Visit, decides: Any, shop: Tenant, alice: User) -> None:
    await in_thread(_open_inbox, shop, alice)
    decides(Decided("human", "I will fetch somebody.", handoff=True))
    await visit.open()
    events = await visit.answer("A human please")
    assert text_of(events) == "I will fetch somebody."
    assert [event.event for event in events][-2:] == ["handoff", "done"]
    assert (await visit.conversation())["state"] == "waiting"


async def test_when_nobody_is_there_the_bot_says_so_instead(visit: Visit, decides: Any) -> None:
    decides(Decided("human", "I will fetch somebody.", handoff=True))
    await visit.open()
    assert text_of(await visit.answer("A human please")) == "Nobody is here right now."
    assert (await in_thread(Conversation.across_tenants.get)).state == "bot"


async def test_a_visitor_who_greets_before_asking_is_greeted_before_the_answer(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = ChatRequest("base", [{"role": "user", "content": "how long does it take?"}])
    monkeypatch.setattr(reply, "compose", lambda *_: Prepared(asked, [], opening="Hello!"))
    await visit.open()
    events = await visit.answer("hi, how long does it take?")
    assert text_of(events).startswith("Hello! Parcels to Norway take four days")
    assert events[-1].data["text"] == text_of(events)


async def test_hi_is_answered_through_the_whole_chat(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reply, "compose", compose)
    await visit.open()
    events = await visit.answer("hi")
    assert events[-1].data["refused"] is False
    assert "Alice's shop" in text_of(events)
