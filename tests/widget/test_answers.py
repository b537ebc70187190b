"""What can be done with an answer, and what is kept of a conversation."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.widget.acts import ask, calls, open_chat

pytestmark = pytest.mark.browser

GROWTH = """async (text) => {
  const { MarkdownView } = await import("/w/v1/markdown.js");
  const box = document.createElement("div");
  const view = new MarkdownView(box);
  const shown = [];
  for (let end = 1; end <= text.length; end++) {
    view.update(text.slice(0, end), { open: true });
    shown.push(box.textContent);
  }
  return shown;
}"""
RICH = """A **bold *and slanted* word**, `code with * in it`, [a link](https://shop.example/a?b=c) and a number [1].

## A heading

- one **item**
  1. below it
- another [2]

```py
x = {"a": 1}
```

__Under__ and _lines_; snake_case stays. 2 * 3 is six [1, 2]."""


@pytest.fixture
def answered(chat: Page) -> Page:
    """The chat after its first answer."""
    ask(chat, "How long is the warranty?")
    expect(chat.get_by_role("button", name="This answer helped")).to_be_visible()
    return chat


def test_an_answer_can_be_copied_without_its_numbers(answered: Page) -> None:
    answered.context.grant_permissions(["clipboard-read", "clipboard-write"])
    answered.get_by_role("button", name="Copy", exact=True).click()
    expect(answered.get_by_role("button", name="Copied")).to_be_visible()
    copied = answered.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("Your umbrella's frame is covered for **eleven years**")
    assert "[1]" not in copied


def test_the_last_question_can_be_answered_again(answered: Page, site: str) -> None:
    answered.get_by_role("button", name="Answer again").click()
    expect(answered.get_by_role("button", name="This answer helped")).to_have_count(2)
    expect(answered.get_by_role("button", name="Answer again")).to_have_count(1)
    assert calls(answered, site).count("messages How long is the warranty?") >= 2


def test_a_thumb_down_asks_for_a_reason(answered: Page, site: str) -> None:
    answered.get_by_role("button", name="This answer did not help").click()
    answered.get_by_role("button", name="Incomplete").click()
    expect(answered.get_by_role("button", name="Incomplete")).to_have_attribute("aria-pressed", "true")
    answered.get_by_role("textbox", name="What was missing").fill("No word on handles")
    answered.get_by_role("button", name="Send feedback").click()
    expect(answered.locator(".thanks")).to_have_text("Thank you for your feedback.")
    assert calls(answered, site)[-1] == "feedback down Incomplete. No word on handles"


def test_messages_say_when_they_were_sent(answered: Page) -> None:
    expect(answered.locator(".actions time")).to_have_text(re.compile(r"^\d\d:\d\d"))
    expect(answered.locator(".mark").first).to_have_text(re.compile(r"^\d\d:\d\d"))
    answered.reload()
    open_chat(answered, answered.url)
    expect(answered.locator(".mark").first).to_contain_text("2026")


def test_a_conversation_can_be_saved(answered: Page, tmp_path: Path) -> None:
    answered.get_by_role("button", name="More").click()
    with answered.expect_download() as saved:
        answered.get_by_role("button", name="Save this chat").click()
    saved.value.save_as(tmp_path / "chat.txt")
    text = (tmp_path / "chat.txt").read_text()
    assert "You: " in text
    assert "a new canopy, fitted while you wait" in text


def test_the_menu_closes_by_escape_and_leaves_the_chat_open(answered: Page) -> None:
    more = answered.get_by_role("button", name="More")
    more.click()
    expect(answered.get_by_role("button", name="Save this chat")).to_be_focused()
    answered.keyboard.press("Escape")
    expect(answered.get_by_role("button", name="Save this chat")).to_have_count(0)
    expect(more).to_be_focused()
    expect(answered.get_by_role("dialog")).to_be_visible()


def test_a_draft_survives_a_reload_and_nothing_else_keeps_it(chat: Page) -> None:
    chat.locator(".composer textarea").fill("I was about to ask")
    chat.reload()
    open_chat(chat, chat.url)
    expect(chat.locator(".composer textarea")).to_have_value("I was about to ask")
    chat.locator(".composer textarea").press("Enter")
    expect(chat.locator(".composer textarea")).to_have_value("")
    assert chat.evaluate("sessionStorage.length") == 0


def test_a_growing_answer_never_shows_its_marks(chat: Page) -> None:
    for shown in chat.evaluate(GROWTH, RICH):
        told = shown.replace("code with * in it", "").replace("code with *", "").replace("2 * 3", "").replace("2 *", "")
        assert not re.search(r"[*`\[\]#]|__|\(https", told), shown
