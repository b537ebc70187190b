"""Charlie's visitor tries every door to Alice's conversations."""

from typing import Any

import pytest
from django.test import Client

from assistants.models import Assistant
from chat.models import Conversation, Message
from chat.threads import in_thread
from tenants.models import ApiKey, Tenant
from tenants.scope import tenant_scope
from tests.chat.browser import Visit

pytestmark = pytest.mark.django_db(transaction=True)


async def _message(visit: Visit) -> str:
    await visit.open()
    return str((await visit.answer())[0].data["message_id"])


@pytest.mark.parametrize(
    ("method", "where", "body"),
    [
        ("GET", "messages/{}/stream", None),
        ("POST", "messages/{}/cancel", {}),
        ("POST", "messages/{}/feedback", {"rating": "down"}),
    ],
)
async def test_an_outsider_finds_no_message_of_ours(
    visit: Visit, stranger: Visit, method: str, where: str, body: Any
) -> None:
    message = await _message(visit)
    await stranger.open()
    call = await stranger.call(method, where.format(message), body)
    assert (call.status, (await call.json())["error"]["code"]) == (404, "not_found")
    assert (await in_thread(Message.across_tenants.get, pk=message)).rating == ""


async def test_another_visitor_of_the_same_site_finds_no_message_either(visit: Visit) -> None:
    message = await _message(visit)
    other = Visit(visit.app, visit.site_key)
    await other.open()
    assert (await other.resume(message)).status == 404


async def test_an_outsider_with_our_visitors_name_is_somebody_new(visit: Visit, stranger: Visit) -> None:
    await _message(visit)
    stranger.visitor = visit.visitor
    assert (await stranger.open())["conversation"] is None
    assert (await stranger.conversation())["messages"] == []


async def test_an_outsiders_key_leads_to_the_outsiders_rows(visit: Visit, stranger: Visit, other_shop: Tenant) -> None:
    await stranger.open()
    await stranger.answer("Whose?")
    row = await in_thread(Message.across_tenants.select_related("conversation").get, text="Whose?")
    assert {row.tenant_id, row.conversation.tenant_id} == {other_shop.pk}


def _spoken(tenant: Tenant) -> Conversation:
    with tenant_scope(tenant):
        conversation = Conversation.objects.create(assistant=Assistant.objects.get())
        Message.objects.create(conversation=conversation, role=Message.Role.VISITOR, text="Hello?")
        return conversation


def _program(tenant: Tenant) -> Client:
    with tenant_scope(tenant):
        _, secret = ApiKey.issue("test")
    return Client(headers={"authorization": f"Bearer {secret}"})


@pytest.mark.usefixtures("app")
def test_the_api_shows_a_program_its_own_conversations_only(shop: Tenant, other_shop: Tenant) -> None:
    ours, theirs = _spoken(shop), _spoken(other_shop)
    program = _program(shop)
    assert [row["id"] for row in program.get("/api/v1/conversations/").json()["results"]] == [str(ours.pk)]
    assert program.get(f"/api/v1/conversations/{ours.pk}/").json()["messages"][0]["text"] == "Hello?"
    assert program.get(f"/api/v1/conversations/{theirs.pk}/").status_code == 404


@pytest.mark.usefixtures("app")
def test_the_api_refuses_callers_without_a_key_and_changes_nothing(shop: Tenant) -> None:
    ours = _spoken(shop)
    assert Client().get("/api/v1/conversations/").status_code == 401
    assert _program(shop).delete(f"/api/v1/conversations/{ours.pk}/").status_code == 405
    assert _program(shop).get("/api/v1/conversations/?assistant=1").status_code == 400
    assert _program(shop).get("/api/v1/conversations/?channel=playground").json()["results"] == []
