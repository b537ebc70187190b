"""Who the visitor is: named by the website, and forgotten again."""

import pytest
from playwright.sync_api import Page, expect

from tests.widget.acts import ask, open_chat

pytestmark = pytest.mark.browser


def answered(page: Page, count: int = 1) -> None:
    expect(page.get_by_role("button", name="This answer helped")).to_have_count(count)


def stored(page: Page) -> int:
    kept: int = page.evaluate("localStorage.length + sessionStorage.length")
    return kept


def test_identify_shows_that_visitors_conversation_and_no_other(chat: Page) -> None:
    ask(chat, "A stranger's question")
    answered(chat)
    chat.evaluate("Botwright('identify', 'alice')")
    expect(chat.get_by_text("A stranger's question")).to_have_count(0)
    ask(chat, "A question of Alice")
    answered(chat)
    chat.evaluate("Botwright('identify', 'bob')")
    expect(chat.get_by_text("A question of Alice")).to_have_count(0)
    chat.evaluate("Botwright('identify', async () => 'alice')")
    expect(chat.get_by_text("A question of Alice")).to_be_visible()


def test_nobody_finds_an_identified_visitor_in_the_browser(page: Page, site: str) -> None:
    page.evaluate("Botwright('identify', 'alice-at-home')")
    page.evaluate("Botwright('send', 'Where is my order?')")
    answered(page)
    assert stored(page) == 0
    open_chat(page, site)
    expect(page.get_by_text("Where is my order?")).to_have_count(0)


def test_logout_wipes_the_conversation_the_draft_and_the_browser(chat: Page) -> None:
    ask(chat, "How long is the warranty?")
    answered(chat)
    chat.locator(".composer textarea").fill("Something private")
    assert stored(chat) == 2
    chat.evaluate("Botwright('logout')")
    expect(chat.get_by_text("How long is the warranty?")).to_have_count(1)  # the suggestion is on offer again
    expect(chat.locator(".log article")).to_have_count(0)
    expect(chat.locator(".composer textarea")).to_have_value("")
    assert stored(chat) == 0


def test_logout_reaches_the_other_tabs(chat: Page) -> None:
    ask(chat, "How long is the warranty?")
    answered(chat)
    other = chat.context.new_page()
    open_chat(other, chat.url)
    answered(other)
    chat.evaluate("Botwright('logout')")
    expect(other.locator(".log article")).to_have_count(0)


def test_starting_over_from_the_menu_forgets_the_conversation(chat: Page) -> None:
    ask(chat, "How long is the warranty?")
    answered(chat)
    chat.get_by_role("button", name="More").click()
    chat.get_by_role("button", name="Start over").click()
    expect(chat.locator(".log article")).to_have_count(0)
    assert stored(chat) == 0


def test_a_statement_that_does_not_hold_is_explained(page: Page) -> None:
    page.evaluate("window.heard = []; Botwright('on', 'error', ({ code }) => heard.push(code))")
    page.evaluate("Botwright('identify', 'forged'); Botwright('open')")
    expect(page.get_by_text("We could not tell who you are. Sign in again.")).to_be_visible()
    assert page.evaluate("heard") == ["bad_identity"]
