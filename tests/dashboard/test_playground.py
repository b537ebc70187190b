"""The playground's sessions, and beginning again in it."""

from uuid import UUID

import pytest
from django.test import Client

from chat.models import Conversation, Message, Visitor
from tests.dashboard.furnish import House


@pytest.fixture
def root(house: House) -> str:
    return f"/a/{house.assistant.pk}/playground"


def _talk(root: str, client: Client) -> Conversation:
    """Something said to the live version."""
    client.post(f"{root}/live/sessions")
    visitor = Visitor.across_tenants.get(user__username="alice")
    talk = Conversation.across_tenants.create(
        tenant=visitor.tenant, assistant=visitor.assistant, visitor=visitor, channel="playground"
    )
    Message.across_tenants.create(tenant=visitor.tenant, conversation=talk, role="visitor", text="Hello?")
    return talk


def test_a_session_introduces_the_assistant_and_restores_what_was_said(root: str, as_alice: Client) -> None:
    talk = _talk(root, as_alice)
    said = as_alice.post(f"{root}/live/sessions").json()
    assert said["token"]
    assert said["visitor"] == ""
    assert said["assistant"]["suggestions"] == ["What does shipping cost?", "How do I return a lamp?"]
    assert said["conversation"]["id"] == str(talk.pk)
    assert [message["text"] for message in said["conversation"]["messages"]] == ["Hello?"]


def test_starting_over_begins_a_new_conversation_and_keeps_the_old(root: str, as_alice: Client) -> None:
    talk = _talk(root, as_alice)
    assert as_alice.post(f"{root}/live/conversations")["Location"] == f"{root}?version=live"
    said = as_alice.post(f"{root}/live/sessions").json()
    assert said["conversation"]["messages"] == []
    assert UUID(said["conversation"]["id"]) != talk.pk
    assert Message.across_tenants.filter(conversation=talk).count() == 1


def test_starting_over_twice_makes_one_conversation(root: str, as_alice: Client) -> None:
    _talk(root, as_alice)
    before = Conversation.across_tenants.count()
    for _ in range(2):
        as_alice.post(f"{root}/live/conversations")
    assert Conversation.across_tenants.count() == before + 1


def test_starting_over_before_anything_was_said_does_nothing(root: str, as_alice: Client) -> None:
    before = Conversation.across_tenants.count()
    as_alice.post(f"{root}/live/conversations")
    assert Conversation.across_tenants.count() == before


@pytest.mark.parametrize("version", ["none", "00000000-0000-4000-8000-000000000000"])
def test_a_version_that_does_not_exist_has_no_conversations(root: str, as_alice: Client, version: str) -> None:
    assert as_alice.post(f"{root}/{version}/conversations").status_code == 404


def test_a_bot_that_is_switched_off_can_still_be_looked_at(root: str, as_alice: Client, house: House) -> None:
    house.assistant.active = False
    house.assistant.save()
    assert as_alice.post(f"{root}/live/sessions").status_code == 200
