"""The widget on pages that change under it, pin it, or want it gone."""

from typing import Any

import pytest
from playwright.sync_api import Browser, CDPSession, Page, expect

from tests.widget.acts import ask, open_chat

pytestmark = pytest.mark.browser


def listeners(devtools: CDPSession) -> int:
    """How many listeners hang on what outlives the widget."""
    count = 0
    for name in ("window", "document", "document.documentElement", "document.body", "window.visualViewport"):
        found = devtools.send("Runtime.evaluate", {"expression": name})["result"]["objectId"]
        count += len(devtools.send("DOMDebugger.getEventListeners", {"objectId": found})["listeners"])
    return count


def test_a_framework_that_replaces_the_body_keeps_the_chat(chat: Page) -> None:
    ask(chat, "How long is the warranty?")
    chat.evaluate(
        """() => {
          const body = document.createElement("body");
          const script = document.createElement("script");
          const first = document.querySelector("[data-site-key]");
          Object.assign(script, { src: first.src, async: true });
          script.dataset.siteKey = first.dataset.siteKey;
          body.append("The next page", script);
          document.body.replaceWith(body);
        }"""
    )
    expect(chat.get_by_role("button", name="This answer helped")).to_be_visible()
    expect(chat.locator("botwright-launcher")).to_have_count(1)
    expect(chat.locator("botwright-chat")).to_have_count(1)
    chat.keyboard.press("Escape")
    chat.get_by_role("button", name="Chat with us").click()
    expect(chat.get_by_role("dialog")).to_be_visible()


def test_destroy_leaves_nothing_behind(page: Page, site: str) -> None:
    devtools = page.context.new_cdp_session(page)
    page.goto(f"{site}/page.css")
    page.goto(site)
    page.locator("botwright-launcher button").wait_for()
    page.evaluate("Botwright('destroy')")
    before = listeners(devtools)
    open_chat(page, f"{site}/?key=pk_full")
    ask(page, "slow please")
    expect(page.locator(".answer .markdown").last).to_contain_text("word3")
    assert listeners(devtools) > before
    page.evaluate("Botwright('destroy')")
    assert page.evaluate("document.querySelectorAll('botwright-chat, botwright-launcher').length") == 0
    assert page.evaluate("typeof Botwright") == "undefined"
    page.wait_for_timeout(400)
    assert listeners(devtools) == before


def test_a_destroyed_chat_can_be_pasted_again(chat: Page) -> None:
    chat.evaluate("Botwright('destroy')")
    chat.evaluate(
        """() => {
          const first = document.querySelector("[data-site-key]");
          const second = Object.assign(document.createElement("script"), { src: first.src });
          second.dataset.siteKey = "pk_demo";
          document.head.append(second);
        }"""
    )
    chat.get_by_role("button", name="Chat with us").click()
    expect(chat.get_by_text("Ask me about our umbrellas")).to_be_visible()


def test_theme_tokens_dress_chat_and_button(page: Page) -> None:
    page.evaluate("Botwright('theme', { radius: '4px', font: 'monospace', x: '40px', y: '60px' }); Botwright('open')")
    expect(page.get_by_role("dialog")).to_have_css("border-radius", "4px")
    expect(page.get_by_role("dialog")).to_have_css("font-family", "monospace")
    box: Any = page.locator("botwright-launcher button").bounding_box()
    assert (1280 - box["x"] - box["width"], 800 - box["y"] - box["height"]) == (40, 60)


def test_a_page_can_pin_every_file_by_its_hash(chromium: Browser, site: str) -> None:
    page = chromium.new_page()
    open_chat(page, f"{site}/pinned")
    ask(page, "How long is the warranty?")
    expect(page.get_by_role("button", name="This answer helped")).to_be_visible()
    page.close()


def test_a_pinned_file_of_another_content_is_not_loaded_at_the_second_attempt_either(
    chromium: Browser, site: str
) -> None:
    page = chromium.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{site}/pinned?broken=app.js")
    page.get_by_role("button", name="Chat with us").hover()
    button = page.get_by_role("button", name="The chat could not be loaded")
    button.click()
    page.wait_for_timeout(1000)
    expect(button).to_be_visible()
    open_chat(page, f"{site}/pinned?broken=extra.js")
    for _ in range(2):
        ask(page, "How long is the warranty?")
        expect(page.get_by_role("button", name="Stop")).to_have_count(0)
    page.wait_for_timeout(1000)
    expect(page.get_by_role("button", name="This answer helped")).to_have_count(0)
    assert not [url for url in asked if "js?" in url]
    page.close()


def test_nothing_moves_when_the_button_appears(page: Page, site: str) -> None:
    page.goto(site)
    page.locator("botwright-launcher button").wait_for()
    shift = page.evaluate(
        """() => new Promise((resolve) => {
          new PerformanceObserver((list) => resolve(list.getEntries().reduce((sum, { value }) => sum + value, 0)))
            .observe({ type: "layout-shift", buffered: true });
          setTimeout(() => resolve(0), 300);
        })"""
    )
    assert shift == 0
