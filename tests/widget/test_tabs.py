"""Several tabs of one website, and a network that comes and goes."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.widget.acts import ask, open_chat

pytestmark = pytest.mark.browser


def test_an_answer_runs_in_every_open_tab(chat: Page) -> None:
    other = chat.context.new_page()
    open_chat(other, chat.url)
    ask(chat, "slow please")
    expect(other.get_by_role("log").get_by_text("slow please")).to_be_visible()
    expect(other.get_by_text(re.compile("word20"))).to_be_visible()
    other.get_by_role("button", name="Stop answering").click()
    expect(chat.get_by_text("You stopped this answer.")).to_be_visible()
    expect(other.get_by_text("You stopped this answer.")).to_be_visible()
    assert chat.locator(".answer .markdown").last.inner_text() == other.locator(".answer .markdown").last.inner_text()


def test_a_chat_that_was_read_is_read_in_every_tab(chat: Page, site: str) -> None:
    ask(chat, "How long is the warranty?")
    chat.keyboard.press("Escape")
    expect(chat.locator("botwright-launcher button")).to_have_attribute("data-unread", "1")
    other = chat.context.new_page()
    open_chat(other, site)
    expect(chat.locator("botwright-launcher button")).not_to_have_attribute("data-unread", "1")


def test_a_lost_network_is_said_until_it_is_back(chat: Page) -> None:
    chat.context.set_offline(True)
    expect(chat.locator(".lost")).to_have_text("The connection was lost.")
    chat.context.set_offline(False)
    expect(chat.locator(".lost")).to_be_hidden()


def test_a_reader_who_waits_is_told_that_the_connection_is_sought(chat: Page, site: str) -> None:
    chat.route("**/messages", lambda route: route.abort())
    ask(chat, "Are you there?")
    expect(chat.locator(".lost")).to_have_text("Reconnecting…")
    chat.unroute("**/messages")
    expect(chat.get_by_role("button", name="This answer helped")).to_be_visible()
    expect(chat.locator(".lost")).to_be_hidden()


def test_a_platform_under_siege_gets_its_proof_of_work(page: Page, site: str) -> None:
    open_chat(page, f"{site}/?key=pk_work")
    expect(page.get_by_text("Ask me about our umbrellas")).to_be_visible()


def test_a_bot_that_is_switched_off_says_so(page: Page, site: str) -> None:
    page.goto(f"{site}/?key=pk_off")
    page.get_by_role("button", name="Chat with us").click()
    expect(page.get_by_text("This assistant is switched off. Please contact the team")).to_be_visible()
    expect(page.get_by_role("button", name="Try again")).to_have_count(0)
