"""Keys for saying who visitors are, and the day's budget, as Alice sets them."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from assistants.models import Assistant
from chat.models import IdentityKey, Visitor
from tenants.models import AuditEvent
from tests.dashboard.furnish import House


@pytest.fixture
def page(house: House) -> str:
    return reverse("identity", args=[house.assistant.pk])


def test_a_new_secret_is_shown_once_with_the_code_for_this_site(page: str, as_alice: Client, house: House) -> None:
    made = as_alice.post(f"{page}/secrets")
    secret = IdentityKey.across_tenants.latest("created_at").secret
    assert secret in made.text
    assert made["Cache-Control"] == "no-store"
    again = as_alice.get(page)
    assert secret not in again.text
    assert again.text.count(house.assistant.site_key.key) == 2
    assert AuditEvent.across_tenants.filter(verb="identity_key.add").exists()


def test_too_many_keys_are_refused_in_words(page: str, as_alice: Client) -> None:
    for _ in range(2):
        as_alice.post(f"{page}/secrets")
    assert "Revoke one" in as_alice.post(f"{page}/secrets").text


def test_a_wrong_public_key_is_refused_on_its_form(page: str, as_alice: Client) -> None:
    refused = as_alice.post(f"{page}/public-keys", {"public_key": "nonsense"})
    assert (refused.status_code, "not a public RSA key" in refused.text) == (422, True)


def test_a_revoked_key_stays_in_the_list(page: str, as_alice: Client, house: House) -> None:
    path = f"{page}/{house.ids['identity_key_id']}/revocation"
    assert "revoked" in as_alice.post(path, follow=True).text.lower()
    assert IdentityKey.across_tenants.get().revoked_at is not None
    assert as_alice.post(path).status_code == 404


def test_the_days_budget_is_saved_and_emptied(page: str, as_alice: Client, house: House) -> None:
    path = reverse("limits", args=[house.assistant.pk])
    for said, kept in (("250", 250), ("0", 0), ("", None)):
        as_alice.post(path, {"daily_answers": said})
        assert Assistant.across_tenants.get(pk=house.assistant.pk).daily_answers == kept
    assert as_alice.post(path, {"daily_answers": "-1"}).status_code == 422


def test_a_transcript_says_who_was_asking(as_alice: Client, house: House) -> None:
    conversation = house.ids["conversation_id"]
    visitor = Visitor.across_tenants.filter(conversations=conversation)
    visitor.update(subject="customer-7", name="Dora <b>", email="dora@shop.example")
    text = as_alice.get(reverse("conversation", args=[house.assistant.pk, conversation])).text
    assert "With Dora &lt;b&gt; (dora@shop.example), whom your server calls customer-7." in re.sub(r"\s+", " ", text)
