"""How the widget behaves as a guest on somebody's page."""

import pytest
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser


def test_the_strictest_policy_is_kept(page: Page, site: str) -> None:
    problems: list[str] = []
    page.on("console", lambda message: problems.append(message.text) if "Policy" in message.text else None)
    page.goto(f"{site}/strict")
    page.get_by_role("button", name="Chat with us").click()
    page.get_by_role("button", name="How long is the warranty?").click()
    expect(page.get_by_role("button", name="This answer helped")).to_be_visible()
    assert page.evaluate("violations") == []
    assert problems == []
    expect(page.locator(".question")).to_have_css("background-color", "rgb(15, 118, 110)")


def test_a_page_view_fetches_one_small_file_and_stores_nothing(page: Page) -> None:
    expect(page.get_by_role("button", name="Chat with us")).to_be_visible()
    entries = page.evaluate("performance.getEntriesByType('resource').map(entry => new URL(entry.name).pathname)")
    assert [path for path in entries if path.startswith(("/w/", "/api/"))] == ["/w/v1/loader.js"]
    assert page.evaluate("localStorage.length + sessionStorage.length + document.cookie.length") == 0


def test_the_visitor_is_kept_only_after_the_first_message(page: Page) -> None:
    page.get_by_role("button", name="Chat with us").click()
    question = page.get_by_role("button", name="How long is the warranty?")
    expect(question).to_be_visible()
    assert page.evaluate("localStorage.length") == 0
    question.click()
    expect(page.get_by_role("button", name="This answer helped")).to_be_visible()
    assert page.evaluate("localStorage.getItem('botwright:pk_demo')").startswith("visitor-")


def test_a_second_snippet_changes_nothing(page: Page) -> None:
    expect(page.get_by_role("button", name="Chat with us")).to_be_visible()
    page.evaluate(
        """() => new Promise((resolve) => {
          const first = document.querySelector("[data-site-key]");
          const second = Object.assign(document.createElement("script"), { src: first.src, onload: resolve });
          second.dataset.siteKey = "pk_demo";
          document.head.append(second);
        })"""
    )
    expect(page.locator("botwright-launcher")).to_have_count(1)


def test_commands_work_before_and_after_loading(page: Page) -> None:
    page.evaluate(
        """() => {
          window.heard = [];
          for (const name of ["open", "message", "answer", "close"]) Botwright("on", name, () => heard.push(name));
          Botwright("send", "When are you open?");
        }"""
    )
    expect(page.get_by_role("button", name="This answer helped")).to_be_visible()
    page.evaluate("Botwright('close')")
    assert page.evaluate("heard") == ["open", "message", "answer", "close"]
    page.evaluate("Botwright('destroy')")
    expect(page.locator("botwright-launcher, botwright-chat")).to_have_count(0)
    assert page.evaluate("typeof Botwright") == "undefined"


def test_a_pale_brand_colour_gets_dark_text(page: Page) -> None:
    page.evaluate("Botwright('theme', { scheme: 'dark', color: '#ffe08a' }); Botwright('open')")
    launcher = page.get_by_role("button", name="Chat with us")
    expect(launcher).to_have_css("background-color", "rgb(255, 224, 138)")
    expect(launcher).to_have_css("color", "rgb(20, 22, 27)")
    expect(page.get_by_role("dialog")).to_have_css("background-color", "rgb(23, 25, 30)")


def test_a_phone_gets_the_whole_screen(chromium: Browser, site: str) -> None:
    context = chromium.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(site)
    page.get_by_role("button", name="Chat with us").tap()
    dialog = page.get_by_role("dialog")
    expect(page.get_by_text("Ask me about our umbrellas")).to_be_visible()
    expect(dialog).to_have_css("transform", "none")
    assert dialog.bounding_box() == {"x": 0, "y": 0, "width": 390, "height": 844}
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    expect(page.get_by_role("textbox")).to_have_css("font-size", "16px")
    expect(page.get_by_role("textbox")).not_to_be_focused()
    page.get_by_role("button", name="Close chat").tap()
    expect(dialog).to_be_hidden()
    context.close()
