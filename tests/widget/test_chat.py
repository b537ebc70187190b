"""What a visitor does with the chat, in a real browser against the scripted server."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.widget.acts import ask

pytestmark = pytest.mark.browser


def test_opening_introduces_the_assistant_before_the_first_message(chat: Page) -> None:
    expect(chat.get_by_role("dialog", name="Pip from the workshop")).to_be_visible()
    expect(chat.get_by_text("You are chatting with an AI assistant")).to_be_visible()
    expect(chat.get_by_role("group", name="Suggested questions").get_by_role("button")).to_have_count(3)
    expect(chat.get_by_role("textbox", name="Ask a question")).to_be_focused()


def test_an_answer_streams_and_shows_its_markdown(chat: Page) -> None:
    ask(chat, "How long is the warranty?")
    expect(chat.get_by_role("log").get_by_text("How long is the warranty?")).to_be_visible()
    expect(chat.locator(".log strong").first).to_have_text("eleven years")
    expect(chat.get_by_role("button", name="This answer helped")).to_be_visible()
    expect(chat.locator(".log li").first).to_contain_text("a new canopy")


def test_citations_open_their_source(chat: Page) -> None:
    ask(chat, "How long is the warranty?")
    chip = chat.get_by_role("link", name=re.compile("^1: The Dry Promise · shop.example"))
    expect(chip).to_have_attribute("href", "https://shop.example/warranty")
    expect(chip).to_have_attribute("rel", "noopener nofollow ugc")
    expect(chat.locator(".sources a")).to_have_count(2)
    expect(chat.locator(".sources a").first).to_contain_text("shop.example › How long it lasts")


def test_an_answer_is_announced_once_when_it_is_complete(chat: Page) -> None:
    status = chat.get_by_role("status")
    ask(chat, "slow please")
    expect(chat.get_by_text(re.compile("word5"))).to_be_visible()
    expect(status).to_have_text("")
    chat.get_by_role("button", name="Stop answering").click()
    expect(status).to_contain_text("Pip from the workshop: word0 word1 word2 word3 word4 word5")
    expect(chat.get_by_role("log")).to_have_attribute("aria-live", "off")


def test_stop_ends_the_answer_on_the_server(chat: Page, site: str) -> None:
    ask(chat, "slow please")
    expect(chat.get_by_text(re.compile("word5"))).to_be_visible()
    chat.get_by_role("button", name="Stop answering").click()
    expect(chat.get_by_text("You stopped this answer.")).to_be_visible()
    expect(chat.get_by_role("button", name="Send", exact=True)).to_be_visible()
    assert "cancel" in chat.request.get(f"{site}/mock/calls").json()


def test_escape_closes_and_gives_the_focus_back(chat: Page) -> None:
    chat.keyboard.press("Escape")
    expect(chat.get_by_role("dialog")).to_be_hidden()
    expect(chat.get_by_role("button", name="Chat with us")).to_be_focused()
    expect(chat.get_by_role("button", name="Chat with us")).to_have_attribute("aria-expanded", "false")


def test_shift_enter_makes_a_line_and_composing_sends_nothing(chat: Page) -> None:
    field = chat.get_by_role("textbox", name="Ask a question")
    field.fill("one")
    field.press("Shift+Enter")
    field.press_sequentially("two")
    field.dispatch_event("keydown", {"key": "Enter", "isComposing": True})
    expect(field).to_have_value("one\ntwo")
    expect(chat.get_by_role("log").get_by_text("one")).to_have_count(0)


def test_a_thumb_down_is_sent_with_its_comment(chat: Page, site: str) -> None:
    chat.get_by_role("button", name="How long is the warranty?").click()
    chat.get_by_role("button", name="This answer did not help").click()
    chat.get_by_role("textbox", name="What was missing").fill("No word on handles")
    chat.get_by_role("button", name="Send feedback").click()
    expect(chat.locator(".thanks")).to_have_text("Thank you for your feedback.")
    calls = chat.request.get(f"{site}/mock/calls").json()
    assert {"feedback down", "feedback down No word on handles"} <= set(calls)


def test_a_reader_who_scrolled_up_is_left_alone(chat: Page) -> None:
    ask(chat, "How long is the warranty?")
    expect(chat.get_by_role("button", name="This answer helped")).to_be_visible()
    ask(chat, "slow please")
    expect(chat.get_by_text(re.compile("word40"))).to_be_visible()
    scroller = chat.locator(".scroller")
    scroller.hover()
    chat.mouse.wheel(0, -5000)
    expect(chat.get_by_role("button", name="Jump to the latest message")).to_be_visible()
    expect(chat.get_by_text(re.compile("word80"))).to_be_attached()
    place = scroller.evaluate("element => element.scrollTop")
    expect(chat.get_by_text(re.compile("word140"))).to_be_attached()
    assert scroller.evaluate("element => element.scrollTop") == place
    chat.get_by_role("button", name="Jump to the latest message").click()
    expect(chat.get_by_role("button", name="Jump to the latest message")).to_be_hidden()
    chat.get_by_role("button", name="Stop answering").click()
