"""The pages around the inbox: hours, contact, first words, canned answers, messages left."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from assistants.models import Assistant
from chat.handoff.availability import agent_of
from chat.handoff.offers import offers
from chat.handoff.states import State
from chat.models import Attachment, CannedAnswer, ChatSettings, Conversation, Lead
from tenants.models import AuditEvent, Tenant
from tenants.scope import tenant_scope
from tests.dashboard.furnish import PIXEL, House


@pytest.fixture
def bot(shop: Tenant) -> Assistant:
    return Assistant.across_tenants.get(tenant=shop)


def _offers(bot: Assistant) -> dict[str, Any]:
    with tenant_scope(bot.tenant):
        return offers(bot)


def _people(**fields: object) -> dict[str, object]:
    return {"handoff": "on", "unanswered_limit": 3, "timezone": "Europe/Berlin", "closed_on": "", **fields}


def _rules(*rules: dict[str, object]) -> dict[str, object]:
    form: dict[str, object] = {
        "locale": "de",
        "visitor_language": "on",
        "rules-TOTAL_FORMS": 5,
        "rules-INITIAL_FORMS": 0,
    }
    for place, rule in enumerate(rules):
        form |= {f"rules-{place}-{name}": value for name, value in rule.items()}
    return form


def test_a_chat_without_settings_offers_nothing_that_was_not_set(bot: Assistant) -> None:
    assert _offers(bot) == {"handoff": False}


def test_hours_are_written_as_people_write_them(bot: Assistant, as_alice: Client) -> None:
    page = reverse("chat-people", args=[bot.pk])
    form = _people(mon="9-12:30, 13:00-17", closed_on="2026-12-25\n2026-12-24")
    assert as_alice.post(page, form).status_code == 302
    chat = ChatSettings.across_tenants.get()
    assert chat.hours == {"mon": [["09:00", "12:30"], ["13:00", "17:00"]]}
    assert (chat.timezone, chat.unanswered_limit) == ("Europe/Berlin", 3)
    assert chat.closed_on == ["2026-12-24", "2026-12-25"]
    assert _offers(bot)["hours"]["next"]
    shown = as_alice.get(page).text
    assert 'value="09:00-12:30, 13:00-17:00"' in shown
    assert "Open now" in shown or "Closed now" in shown


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"tue": "all day"}, "is not a span of time"),
        ({"closed_on": "Christmas"}, "Write each day as year-month-day"),
        ({"timezone": "Mars/Base"}, "Select a valid choice"),
        ({"unanswered_limit": "99"}, "less than or equal to 10"),
    ],
)
def test_what_is_wrong_with_the_hours_is_said(
    bot: Assistant, as_alice: Client, wrong: dict[str, object], said: str
) -> None:
    answer = as_alice.post(reverse("chat-people", args=[bot.pk]), _people(**wrong))
    assert answer.status_code == 422
    assert said in answer.text
    assert not ChatSettings.across_tenants.exists()


def test_ways_to_reach_the_business_are_told_to_the_widget(bot: Assistant, as_alice: Client) -> None:
    form = {"contact_email": "team@shop.example", "lead_form": "on", "consent": "We answer by e-mail."}
    assert as_alice.post(reverse("chat-contact", args=[bot.pk]), form).status_code == 302
    found = _offers(bot)
    assert found["contact"] == {"email": "team@shop.example", "form": True}
    assert found["consent"] == "We answer by e-mail."
    assert AuditEvent.across_tenants.filter(verb="chat.change").exists()


def test_first_words_are_told_without_what_was_left_empty(bot: Assistant, as_alice: Client) -> None:
    page = reverse("chat-messages", args=[bot.pk])
    rules = [{"text": "Need help?", "after_seconds": 20}, {"text": "Questions?", "url_contains": "/prices"}]
    assert as_alice.post(page, _rules(*rules)).status_code == 302
    found = _offers(bot)
    assert found["locale"] == "de"
    assert found["proactive"] == rules
    assert as_alice.post(page, _rules(rules[1])).status_code == 302
    assert _offers(bot)["proactive"] == rules[1:]


def test_answers_are_in_the_visitors_language_unless_that_is_switched_off(bot: Assistant, as_alice: Client) -> None:
    page = reverse("chat-messages", args=[bot.pk])
    shown = as_alice.get(page).text
    assert re.search(r'name="visitor_language"[^>]* checked', shown)
    assert "answers in one language only, that of your knowledge" in shown
    form = _rules()
    del form["visitor_language"]
    assert as_alice.post(page, form).status_code == 302
    assert not ChatSettings.across_tenants.get().visitor_language
    Assistant.across_tenants.filter(pk=bot.pk).update(base="qwen2.5-0.5b-instruct")
    assert "Qwen2.5 0.5B Instruct answers in it where it can" in as_alice.get(page).text


def test_files_are_taken_once_the_business_says_so(bot: Assistant, as_alice: Client) -> None:
    page = reverse("chat-contact", args=[bot.pk])
    assert "they never become knowledge or training" in as_alice.get(page).text
    assert as_alice.post(page, {"files": "on"}).status_code == 302
    assert _offers(bot)["files"]["types"]


def test_a_visitors_file_is_shown_and_saved_and_never_run(house: House, as_alice: Client) -> None:
    assistant = house.assistant
    address = reverse("attachment", args=[assistant.pk, house.ids["attachment_id"]])
    shown = as_alice.get(reverse("conversation", args=[assistant.pk, house.ids["picture_in"]])).text
    assert f'href="{address}" download' in shown
    assert f'<img src="{address}"' in shown
    file = as_alice.get(address)
    assert (file.content, file["Content-Type"], file["X-Content-Type-Options"]) == (PIXEL, "image/png", "nosniff")
    assert file["Content-Disposition"] == 'attachment; filename="broken-shade.png"'
    Attachment.across_tenants.get().file.delete(save=False)
    assert as_alice.get(address).status_code == 404


@pytest.mark.parametrize("rule", [{"url_contains": "/prices"}, {"text": "Hi", "after_seconds": "soon"}])
def test_half_a_rule_is_refused_in_words(bot: Assistant, as_alice: Client, rule: dict[str, object]) -> None:
    answer = as_alice.post(reverse("chat-messages", args=[bot.pk]), _rules(rule))
    assert answer.status_code == 422
    assert 'class="errors"' in answer.text


def test_canned_answers_are_kept_changed_and_removed(bot: Assistant, as_alice: Client) -> None:
    page = reverse("canned", args=[bot.pk])
    as_alice.post(page, {"shortcut": "returns", "text": "Within 45 days."})
    again = as_alice.post(page, {"shortcut": "returns", "text": "Never."})
    assert again.status_code == 422
    assert "There is an answer /returns already." in again.text
    one = CannedAnswer.across_tenants.get()
    as_alice.post(reverse("canned-answer", args=[bot.pk, one.pk]), {"shortcut": "returns", "text": "Within 60 days."})
    one.refresh_from_db()
    assert one.text == "Within 60 days."
    assert '"shortcut": "returns"' in as_alice.get(reverse("inbox", args=[bot.pk])).text
    as_alice.post(reverse("remove-canned-answer", args=[bot.pk, one.pk]))
    assert not CannedAnswer.across_tenants.exists()


def test_two_businesses_use_the_same_shortcut(
    bot: Assistant, as_alice: Client, as_charlie: Client, other_shop: Tenant
) -> None:
    his = Assistant.across_tenants.get(tenant=other_shop)
    for client, assistant in ((as_alice, bot), (as_charlie, his)):
        page = reverse("canned", args=[assistant.pk])
        assert client.post(page, {"shortcut": "returns", "text": "Yes."}).status_code == 302


def test_a_member_chooses_the_name_that_visitors_see(bot: Assistant, as_alice: Client, alice: User) -> None:
    as_alice.post(reverse("inbox", args=[bot.pk]), {"name": "Alice from the workshop"})
    with tenant_scope(bot.tenant):
        assert agent_of(alice).name == "Alice from the workshop"


def test_messages_left_are_listed_exported_and_forgotten(house: House, as_alice: Client) -> None:
    assistant = house.assistant
    Lead.across_tenants.update(name="=HYPERLINK(0)")
    assert "Do you repair lamps of other makers?" in as_alice.get(reverse("leads", args=[assistant.pk])).text
    file = as_alice.get(reverse("export-leads", args=[assistant.pk]))
    assert file["Content-Disposition"] == 'attachment; filename="messages.csv"'
    assert ",'=HYPERLINK(0),visitor@example.org," in file.text
    as_alice.post(reverse("forget-lead", args=[assistant.pk, house.ids["lead_id"]]))
    assert not Lead.across_tenants.exists()
    assert "visitor@example.org" not in str(AuditEvent.across_tenants.filter(verb="lead.remove").values())


def test_the_menu_counts_who_waits(house: House, as_alice: Client) -> None:
    page = reverse("overview", args=[house.assistant.pk])
    assert '<span class="count" data-waiting>1<span' in as_alice.get(page).text
    Conversation.across_tenants.update(state=State.BOT)
    assert '<span class="count" data-waiting hidden>0<span' in as_alice.get(page).text


def test_removing_a_member_lets_their_visitors_wait_again(house: House, as_alice: Client, bob: User) -> None:
    with tenant_scope(house.assistant.tenant):
        Conversation.objects.filter(state=State.HUMAN).update(agent=agent_of(bob))
    membership = bob.memberships.get()
    as_alice.post(reverse("remove-member", args=[house.assistant.pk, membership.pk]))
    assert not Conversation.across_tenants.filter(state=State.HUMAN).exists()


def test_a_transcript_leads_to_the_inbox(house: House, as_alice: Client) -> None:
    page = as_alice.get(reverse("conversation", args=[house.assistant.pk, house.ids["conversation_id"]])).text
    assert f"/inbox/#{house.ids['conversation_id']}" in page
