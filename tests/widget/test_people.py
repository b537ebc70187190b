"""When a person comes into the conversation, or should."""

import json
import re

import pytest
from playwright.sync_api import Page, expect

from tests.widget.acts import act_as_person, ask, calls, open_chat

pytestmark = pytest.mark.browser


@pytest.fixture
def chat(page: Page, site: str) -> Page:
    """The open chat of a business with people behind it."""
    open_chat(page, f"{site}/?key=pk_full")
    return page


def test_consent_and_hours_are_said_before_the_first_message(chat: Page) -> None:
    expect(chat.get_by_text("By writing you agree that we keep this conversation for thirty days.")).to_be_visible()
    expect(chat.get_by_text(re.compile(r"The team is back .*2026"))).to_be_visible()
    expect(chat.get_by_role("link", name="Privacy")).to_have_attribute("href", "https://shop.example/privacy")


def test_a_visitor_asks_for_a_person_and_talks_to_one(chat: Page, site: str) -> None:
    chat.get_by_role("button", name="More").click()
    chat.get_by_role("button", name="Talk to a person").click()
    expect(chat.get_by_role("log").get_by_text("Looking for somebody from the team")).to_be_visible()
    act_as_person(chat, site, state="human", agent="Bob")
    expect(chat.get_by_role("log").get_by_text("You are talking to Bob.")).to_be_visible()
    expect(chat.locator(".head p")).to_have_text("Bob")
    ask(chat, "Is it you, Bob?")
    expect(chat.get_by_role("log").get_by_text("Is it you, Bob?")).to_have_count(1)
    act_as_person(chat, site, agent="Bob")
    expect(chat.get_by_text("Bob is typing…")).to_be_visible()
    act_as_person(chat, site, text="It is **me**.", agent="Bob")
    expect(chat.locator(".answer strong")).to_have_text("me")
    expect(chat.get_by_text("Bob is typing…")).to_have_count(0)
    expect(chat.get_by_role("status").first).to_have_text("Bob: It is **me**.")
    expect(chat.locator(".typing:visible")).to_have_count(0)
    act_as_person(chat, site, state="bot")
    expect(chat.get_by_text("The AI assistant answers again.").first).to_be_visible()
    expect(chat.locator(".head p")).to_have_text("AI assistant")


def test_a_person_is_told_that_the_visitor_types(chat: Page, site: str) -> None:
    ask(chat, "person please")
    expect(chat.get_by_role("log").get_by_text("Looking for somebody")).to_be_visible()
    act_as_person(chat, site, state="human", agent="Bob")
    expect(chat.locator(".head p")).to_have_text("Bob")
    before = calls(chat, site).count("typing")
    chat.locator(".composer textarea").press_sequentially("Hello", delay=20)
    expect(chat.locator(".composer textarea")).to_have_value("Hello")
    chat.wait_for_timeout(300)
    assert calls(chat, site).count("typing") == before + 1


def test_waiting_for_a_person_can_be_given_up(chat: Page, site: str) -> None:
    ask(chat, "person please")
    chat.get_by_role("button", name="Cancel").click()
    expect(chat.get_by_role("log").get_by_text("The AI assistant answers again.")).to_be_visible()
    assert calls(chat, site)[-1] == "handoff cancelled"


def test_messages_of_a_closed_chat_are_counted_until_they_are_read(chat: Page, site: str) -> None:
    ask(chat, "person please")
    expect(chat.get_by_role("log").get_by_text("Looking for somebody")).to_be_visible()
    chat.keyboard.press("Escape")
    act_as_person(chat, site, state="human", agent="Bob")
    for text in ("Hello", "Are you there?"):
        act_as_person(chat, site, text=text, agent="Bob")
    launcher = chat.get_by_role("button", name="Chat with us (New messages: 2)")
    expect(launcher).to_have_attribute("data-unread", "2")
    launcher.click()
    expect(chat.get_by_role("log").get_by_text("Are you there?")).to_be_visible()
    expect(chat.get_by_role("button", name="Chat with us", exact=True)).not_to_have_attribute("data-unread", "2")


def test_a_refusal_offers_the_ways_to_a_person(chat: Page) -> None:
    ask(chat, "refuse this")
    ways = chat.locator(".ways")
    expect(ways.get_by_role("button", name="Talk to a person")).to_be_visible()
    expect(ways.get_by_role("link", name="Write an e-mail")).to_have_attribute("href", "mailto:mend@shop.example")
    expect(ways.get_by_role("link", name="Contact page")).to_have_attribute("href", "https://shop.example/contact")


def test_a_message_can_be_left_for_the_team(chat: Page, site: str) -> None:
    ask(chat, "refuse this")
    chat.locator(".ways").get_by_role("button", name="Leave a message").click()
    form = chat.get_by_role("form", name="Leave a message")
    expect(form).to_contain_text("By writing you agree")
    form.get_by_label("Your e-mail address").fill("charlie@example.org")
    form.get_by_label("Your message").fill("My handle came loose.")
    form.get_by_role("button", name="Send message").click()
    expect(chat.get_by_text("Thank you. The team will answer by e-mail.")).to_be_visible()
    lead = {"name": "", "email": "charlie@example.org", "text": "My handle came loose."}
    assert calls(chat, site)[-1] == f"lead {json.dumps(lead, sort_keys=True)}"


def test_a_spent_budget_is_no_countdown_but_a_way_on(chat: Page) -> None:
    ask(chat, "spent already?")
    expect(chat.get_by_text("All answers of today are given. Come back tomorrow.").first).to_be_visible()
    expect(chat.get_by_role("button", name=re.compile("Try again"))).to_have_count(0)
    expect(chat.locator(".ways").get_by_role("button", name="Leave a message")).to_be_visible()


def test_a_rule_speaks_first_once_and_only_when_it_holds(page: Page, site: str) -> None:
    page.goto(f"{site}/?key=pk_full")
    page.evaluate("Botwright('proactive')")
    invitation = page.get_by_role("button", name="Is your umbrella broken? We mend it.")
    expect(invitation).to_be_visible()
    expect(page.get_by_text("You never see this.")).to_have_count(0)
    invitation.click()
    expect(page.get_by_role("dialog").get_by_text("Is your umbrella broken? We mend it.")).to_be_visible()
    page.reload()
    page.evaluate("Botwright('proactive', [{ text: 'Once more?' }])")
    page.wait_for_function("!!customElements.get('botwright-chat')")
    page.wait_for_timeout(1000)
    expect(page.get_by_text("Once more?")).to_have_count(0)


def test_a_rule_that_is_declined_opens_nothing(page: Page) -> None:
    page.evaluate("Botwright('proactive', [{ text: 'May we help?' }])")
    page.get_by_role("button", name="Not now").click()
    expect(page.get_by_text("May we help?")).to_have_count(0)
    expect(page.get_by_role("dialog")).to_have_count(0)
