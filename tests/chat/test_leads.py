"""Messages that visitors leave when nobody is there."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core import mail

from assistants.models import Assistant
from chat import tasks
from chat.handoff import leads
from chat.handoff.leads import as_csv
from chat.handoff.mail import mail_lead, mail_waiting
from chat.models import ChatSettings, Conversation, Lead
from chat.threads import in_thread
from tenants.jobs.registry import handler_of
from tenants.models import Job, Tenant
from tenants.scope import tenant_scope
from tests.chat.browser import ORIGIN, Visit

pytestmark = pytest.mark.django_db(transaction=True)
NOTE = {"name": "A visitor", "email": "visitor@example.org", "text": "Please call me back."}


@pytest.fixture
def form(shop: Tenant) -> ChatSettings:
    """Alice's shop takes messages."""
    with tenant_scope(shop):
        return ChatSettings.objects.create(
            assistant=Assistant.objects.get(), lead_form=True, consent="We keep your message for a year."
        )


async def _left(visit: Visit, **changes: object) -> dict[str, Any]:
    call = await visit.call("POST", "leads", {**NOTE, **changes})
    return {"status": call.status, **await call.json()}


async def test_a_message_is_kept_with_the_text_that_was_agreed_to(visit: Visit, form: ChatSettings) -> None:
    opened = await visit.open()
    assert opened["assistant"]["contact"] == {"form": True}
    assert opened["assistant"]["consent"] == form.consent
    assert (await _left(visit))["status"] == 201
    lead = await in_thread(Lead.across_tenants.get)
    assert (lead.name, lead.email, lead.text) == tuple(NOTE.values())
    assert (lead.consent, lead.origin) == (form.consent, ORIGIN)
    assert await in_thread(Job.across_tenants.filter(kind="chat.lead_mail", subject_id=lead.pk).exists)


async def test_a_form_that_is_off_takes_nothing(visit: Visit) -> None:
    await visit.open()
    left = await _left(visit)
    assert (left["status"], left["error"]["code"]) == (404, "form_off")


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"email": "visitor"}, "email"),
        ({"email": None}, "email"),
        ({"email": "a@b.example\nBcc: all@shop.example"}, "email"),
        ({"email": f"{'a' * 300}@b.example"}, "email"),
        ({"text": " "}, "empty"),
        ({"text": "a" * 4001}, "too_long"),
    ],
)
async def test_what_is_wrong_with_a_message_is_said(
    visit: Visit, form: ChatSettings, wrong: dict[str, object], code: str
) -> None:
    await visit.open()
    left = await _left(visit, **wrong)
    assert left["error"]["code"] == code
    assert left["error"]["hint"]
    assert not await in_thread(Lead.across_tenants.exists)


async def test_one_visitor_leaves_only_a_few_messages_in_an_hour(visit: Visit, form: ChatSettings) -> None:
    await visit.open()
    found = [await _left(visit) for _ in range(leads.MOST + 1)]
    assert [left["status"] for left in found] == [201] * leads.MOST + [429]
    assert found[-1]["retry_after"] > 0


async def test_a_message_of_another_shops_visitor_is_none_of_alices(
    visit: Visit, stranger: Visit, form: ChatSettings, shop: Tenant
) -> None:
    await stranger.open()
    assert (await _left(stranger))["status"] == 404
    await visit.open()
    await _left(visit)
    assert (await in_thread(Lead.across_tenants.get)).tenant_id == shop.pk


def _lead(shop: Tenant, **fields: object) -> Lead:
    with tenant_scope(shop):
        assistant = Assistant.objects.get()
        lead = Lead.objects.create(assistant=assistant, visitor=assistant.pk, origin=ORIGIN, **{**NOTE, **fields})
        return Lead.objects.select_related("assistant__tenant").get(pk=lead.pk)


def test_the_owner_gets_it_by_mail_once_and_answers_to_the_visitor(shop: Tenant, alice: User, bob: User) -> None:
    lead = _lead(shop, name="Eve\r\nBcc: all@shop.example")
    with tenant_scope(shop):
        mail_lead(lead)
        lead.refresh_from_db()
        mail_lead(lead)
    [sent] = mail.outbox
    assert (sent.to, sent.reply_to) == ([alice.email], [NOTE["email"]])
    assert "\n" not in sent.subject
    assert NOTE["text"] in sent.body
    assert f"/a/{lead.assistant_id}/inbox/messages" in sent.body


def test_a_business_may_name_another_mailbox(form: ChatSettings, shop: Tenant) -> None:
    ChatSettings.across_tenants.update(lead_email="desk@shop.example")
    with tenant_scope(shop):
        mail_lead(_lead(shop))
    assert mail.outbox[0].to == ["desk@shop.example"]


def test_who_waits_is_told_by_mail_unless_somebody_came(shop: Tenant) -> None:
    with tenant_scope(shop):
        talk = Conversation.objects.create(assistant=Assistant.objects.get(), state="waiting")
        mail_waiting(talk)
        talk.state = "human"
        mail_waiting(talk)
    [sent] = mail.outbox
    assert f"/inbox/#{talk.pk}" in sent.body


def test_the_jobs_of_mails_are_registered() -> None:
    assert handler_of("chat.lead_mail").work is tasks.send_lead
    assert handler_of("chat.waiting_mail").work is tasks.send_waiting


def test_no_cell_of_an_export_is_taken_for_a_formula(shop: Tenant) -> None:
    text = as_csv([_lead(shop, name="=1+1", text="+49 30 1234\nsecond line")])
    assert ",'=1+1," in text
    assert '"\'+49 30 1234\nsecond line"' in text
