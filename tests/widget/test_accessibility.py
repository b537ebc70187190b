"""WCAG 2.2 AA as far as a program can see: axe finds nothing, in any dress, at any moment."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.widget.acts import ask

pytestmark = pytest.mark.browser

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
DRESSES: dict[str, tuple[str, dict[str, Any]]] = {
    "light": ("", {}),
    "dark": ("", {"color_scheme": "dark"}),
    "from right to left": ("?lang=ar&dir=rtl", {}),
    "phone": ("?key=pk_full", {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}),
}
SMALL = """() => [...document.querySelectorAll("botwright-launcher, botwright-chat")]
  .flatMap((host) => [...host.shadowRoot.querySelectorAll("button, input, textarea, a.source")])
  .filter((target) => target.checkVisibility())
  .map((target) => [target.outerHTML, target.getBoundingClientRect()])
  .filter(([, { width, height }]) => Math.min(width, height) < 24).map(([html]) => html)"""


def violations(page: Page) -> list[str]:
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{rule['id']}: {node['target']} {node.get('failureSummary')}" for rule in found for node in rule["nodes"]]


@pytest.mark.parametrize("dress", DRESSES)
def test_axe_finds_nothing_closed_open_streaming_answered_and_failed(chromium: Browser, site: str, dress: str) -> None:
    query, look = DRESSES[dress]
    # Without motion nothing is half faded in while it is looked at.
    context = chromium.new_context(reduced_motion="reduce", **look)
    page = context.new_page()
    page.goto(f"{site}/{query}")
    page.locator("botwright-launcher button").wait_for()
    assert violations(page) == []
    page.locator("botwright-launcher button").click()
    page.locator(".disclosure").first.wait_for()
    assert violations(page) == []
    ask(page, "slow please")
    expect(page.locator(".answer .markdown").last).to_contain_text("word3")
    assert violations(page) == []
    page.locator(".send.stop").click()
    expect(page.locator(".actions")).to_have_count(1)
    ask(page, "How long is the warranty?")
    expect(page.locator(".sources")).to_have_count(1)
    assert violations(page) == []
    ask(page, "fail for once")
    expect(page.locator(".notice")).to_be_visible()
    assert violations(page) == []
    assert page.evaluate(SMALL) == []
    page.locator(".more").click()
    expect(page.locator(".menu")).to_be_visible()
    assert violations(page) == []
    context.close()


@pytest.mark.parametrize("dress", DRESSES)
def test_axe_finds_nothing_wrong_with_files_on_their_way_there_and_refused(
    chromium: Browser, site: str, dress: str
) -> None:
    query, look = DRESSES[dress]
    context = chromium.new_context(reduced_motion="reduce", **look)
    page = context.new_page()
    page.goto(f"{site}/?key=pk_files&{query.removeprefix('?').removeprefix('key=pk_full')}")
    page.locator("botwright-launcher button").click()
    for name, shown in [("letter.pdf", ".file"), ("locked.pdf", ".sending[role=alert]"), ("slow.pdf", "progress")]:
        page.locator(".attach").wait_for()
        page.locator("input[type=file]").set_input_files({"name": name, "mimeType": "", "buffer": b"%PDF-"})
        expect(page.locator(shown)).to_be_visible()
        assert violations(page) == []
    assert page.evaluate(SMALL) == []
    context.close()


def test_motion_is_left_out_for_those_who_ask(chromium: Browser, site: str) -> None:
    context = chromium.new_context(reduced_motion="reduce")
    page = context.new_page()
    page.goto(site)
    page.get_by_role("button", name="Chat with us").click()
    ask(page, "slow please")
    expect(page.locator(".answer .markdown").last).to_contain_text("word3")
    assert page.evaluate("document.getAnimations({ subtree: true }).length") == 0
    assert page.get_by_role("dialog").evaluate("dialog => getComputedStyle(dialog).transitionDuration") == "0s"
    context.close()


def test_forced_colours_keep_every_edge(chromium: Browser, site: str) -> None:
    context = chromium.new_context(forced_colors="active")
    page = context.new_page()
    page.goto(site)
    page.get_by_role("button", name="Chat with us").click()
    ask(page, "How long is the warranty?")
    expect(page.locator(".sources")).to_be_visible()
    for part in (".question", ".send", ".cite >> nth=0"):
        expect(page.locator(part)).to_have_css("border-top-style", "solid")
    context.close()


def test_focus_stays_in_a_chat_that_covers_the_screen_and_leaves_one_that_does_not(
    chromium: Browser, site: str
) -> None:
    phone = chromium.new_page(viewport={"width": 390, "height": 844})
    phone.goto(site)
    phone.get_by_role("button", name="Chat with us").click()
    phone.get_by_role("button", name="When are you open?").wait_for()
    for _ in range(12):
        phone.keyboard.press("Tab")
        assert phone.evaluate("document.activeElement.localName") in ("botwright-chat", "body")
    phone.close()
    desk = chromium.new_page()
    desk.goto(site)
    desk.get_by_role("button", name="Chat with us").click()
    desk.get_by_role("button", name="When are you open?").wait_for()
    desk.get_by_role("button", name="Ask us anything").focus()
    expect(desk.get_by_role("dialog")).to_be_visible()
    desk.close()
