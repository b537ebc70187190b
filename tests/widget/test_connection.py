"""What the chat does when the network, the session or the server fails it."""

import pytest
from playwright.sync_api import Page, expect

from tests.widget.acts import ask

pytestmark = pytest.mark.browser


def expect_whole_answer(chat: Page) -> None:
    expect(chat.get_by_role("button", name="This answer helped")).to_be_visible()
    expect(chat.get_by_role("log")).to_contain_text(
        "Your umbrella's frame is covered for eleven years and its canopy for three years"
    )
    expect(chat.get_by_role("log").get_by_text("Bring it to the counter")).to_have_count(1)


def test_a_cut_stream_is_resumed_where_it_broke(chat: Page, site: str) -> None:
    ask(chat, "cut me off")
    expect_whole_answer(chat)
    calls = chat.request.get(f"{site}/mock/calls").json()
    assert calls.count("messages cut me off") == 1
    assert [call for call in calls if call.startswith("stream")][-2:] == ["stream after=8", "stream after=16"]


def test_a_lost_network_is_waited_out(chat: Page) -> None:
    chat.context.set_offline(True)
    ask(chat, "Is anyone there?")
    chat.wait_for_timeout(200)
    chat.context.set_offline(False)
    expect_whole_answer(chat)


def test_an_expired_session_is_renewed_unseen(chat: Page, site: str) -> None:
    before = chat.request.get(f"{site}/mock/calls").json().count("sessions")
    ask(chat, "expire now")
    expect_whole_answer(chat)
    assert chat.request.get(f"{site}/mock/calls").json().count("sessions") == before + 1


def test_too_many_messages_say_when_to_try_again(chat: Page) -> None:
    ask(chat, "hurry up")
    expect(chat.get_by_role("button", name="Try again in 1 s")).to_be_disabled()
    chat.get_by_role("button", name="Try again", exact=True).click()
    expect_whole_answer(chat)
    expect(chat.get_by_text("hurry up")).to_have_count(1)


def test_a_failure_says_what_happened_and_what_to_do(chat: Page) -> None:
    ask(chat, "fail for once")
    expect(chat.get_by_text("The assistant lost its thread. Ask once more.").first).to_be_visible()
    expect(chat.get_by_role("button", name="Try again", exact=True)).to_be_enabled()
    expect(chat.get_by_role("log")).to_contain_text("Your umbrella's frame")


def test_a_reload_restores_the_conversation_and_the_running_answer(chat: Page) -> None:
    ask(chat, "How long is the warranty?")
    expect(chat.locator(".log strong").first).to_be_visible()
    chat.reload()
    chat.get_by_role("button", name="Chat with us").click()
    expect_whole_answer(chat)
    expect(chat.get_by_role("group", name="Suggested questions")).to_be_hidden()


def test_a_second_tab_catches_up_when_it_is_opened_again(chat: Page) -> None:
    ask(chat, "How long is the warranty?")
    expect_whole_answer(chat)
    other = chat.context.new_page()
    other.goto(chat.url)
    other.get_by_role("button", name="Chat with us").click()
    expect_whole_answer(other)
    ask(other, "When are you open?")
    expect(other.get_by_role("button", name="This answer helped")).to_have_count(2)
    chat.bring_to_front()
    chat.keyboard.press("Escape")
    chat.get_by_role("button", name="Chat with us").click()
    expect(chat.get_by_role("log").get_by_text("When are you open?")).to_be_visible()
    expect(chat.get_by_role("button", name="This answer helped")).to_have_count(2)


def test_an_unknown_site_key_is_explained(page: Page) -> None:
    page.evaluate(
        """async () => {
          await import("/w/v1/app.js");
          const chat = document.createElement("botwright-chat");
          chat.setAttribute("site-key", "pk_wrong");
          document.body.append(chat);
          chat.open();
        }"""
    )
    expect(page.get_by_text("This chat is not set up. Check the site key in the script tag.")).to_be_visible()
