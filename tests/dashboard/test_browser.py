"""The pages in a real browser: nothing blocked by the policy, nothing wider than the screen, scripts at work."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.db import connections
from django.test import Client
from playwright.sync_api import Browser, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from assistants.models import Example
from dashboard.pages.examples import PER_PAGE
from tenants.models import Tenant
from tests.dashboard.furnish import House, furnish, train
from tests.dashboard.test_access import OF_AN_ASSISTANT, ONLY_POST, address

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PARTS = {
    "live-sources",
    "live-source",
    "live-training",
    "live-curve",
    "seen",
    "estimate",
    "download-version",
    "export-csv",
    "export-jsonl",
    "export-leads",
    "confusion-csv",
    "try-intents",
    "attachment",
}
PAGES = sorted(set(OF_AN_ASSISTANT) - ONLY_POST - PARTS)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    # Playwright's loop runs in this thread, where Django would else refuse to touch the database.
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        )
        yield browser
        browser.close()


@pytest.fixture
def rooms(transactional_db: None, shop: Tenant, alice: User) -> House:
    # What happens in the chat is broadcast, which cannot wait in a thread where Playwright's loop runs.
    with ThreadPoolExecutor(1) as apart:
        return apart.submit(_furnished, shop, alice).result()


def _furnished(shop: Tenant, alice: User) -> House:
    try:
        return furnish(shop, alice)
    finally:
        connections.close_all()


def signed_in(chromium: Browser, server: LiveServer, user: User, width: int, scheme: str) -> tuple[Page, list[str]]:
    """A page of a signed-in person, and the list in which whatever its console complains of collects."""
    client = Client()
    client.force_login(user)
    context = chromium.new_context(viewport={"width": width, "height": 844}, color_scheme=scheme)
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": server.url}])
    page, complaints = context.new_page(), []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    return page, complaints


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_every_page_fits_and_loads_nothing_that_is_refused(
    chromium: Browser, live_server: LiveServer, rooms: House, alice: User, width: int, scheme: str, tmp_path: Path
) -> None:
    train(rooms.assistant)
    page, complaints = signed_in(chromium, live_server, alice, width, scheme)
    for name in PAGES:
        answer = page.goto(f"{live_server.url}{address(rooms, name)}")
        assert answer
        assert answer.ok, name
        wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
        assert not wide, f"{name} is wider than {width} pixels"
        assert page.locator("h1").count() == 1, name
        page.screenshot(path=tmp_path / f"{name}.png", full_page=True)
    # This server has no WebSockets; test_inbox_browser.py tries the inbox on one that has.
    assert [said for said in complaints if "/ws/inbox/" not in said] == []


@pytest.mark.parametrize("width", [1280, 390, 320])
@pytest.mark.parametrize("path", ["/", "/accounts/login/", "/accounts/signup/"])
def test_what_strangers_see_fits(chromium: Browser, live_server: LiveServer, path: str, width: int) -> None:
    context = chromium.new_context(viewport={"width": width, "height": 844}, is_mobile=width < 1000, has_touch=True)
    page = context.new_page()
    answer = page.goto(f"{live_server.url}{path}")
    assert answer
    assert answer.ok
    assert page.evaluate("document.documentElement.scrollWidth") == width
    context.close()


def test_an_answer_is_shown_with_its_marks(
    chromium: Browser, live_server: LiveServer, rooms: House, alice: User
) -> None:
    page, _ = signed_in(chromium, live_server, alice, 1280, "light")
    page.goto(f"{live_server.url}{address(rooms, 'conversation')}")
    page.locator(".bubble .cite").first.wait_for()
    assert page.locator(".bubble strong").first.inner_text() == "within 45 days"


def test_a_correction_is_saved_without_leaving_the_transcript(
    chromium: Browser, live_server: LiveServer, rooms: House, alice: User
) -> None:
    page, complaints = signed_in(chromium, live_server, alice, 1280, "light")
    page.goto(f"{live_server.url}{address(rooms, 'conversation')}")
    page.get_by_text("Correct this answer").first.click()
    page.get_by_label("What it should have said").first.fill("Yes, within 45 days.")
    page.get_by_role("button", name="Save the correction").first.click()
    page.get_by_text("Corrected.").wait_for()
    assert complaints == []


def test_the_menu_of_a_phone_opens_as_a_sheet(
    chromium: Browser, live_server: LiveServer, rooms: House, alice: User
) -> None:
    page, _ = signed_in(chromium, live_server, alice, 390, "light")
    page.goto(f"{live_server.url}{address(rooms, 'overview')}")
    assert not page.get_by_role("link", name="Knowledge", exact=True).is_visible()
    page.get_by_role("button", name="Menu").click()
    page.get_by_role("link", name="Knowledge", exact=True).click()
    page.get_by_role("heading", name="Knowledge", level=1).wait_for()


def test_one_tick_ticks_every_row_of_the_page(
    chromium: Browser, live_server: LiveServer, rooms: House, alice: User
) -> None:
    page, complaints = signed_in(chromium, live_server, alice, 1280, "light")
    page.goto(f"{live_server.url}{address(rooms, 'dataset')}")
    boxes = page.locator('input[name="rows"]')
    page.get_by_label("All on this page").check()
    assert boxes.evaluate_all("boxes => boxes.length > 1 && boxes.every((box) => box.checked)")
    page.get_by_role("button", name="Reject ticked").click()
    page.wait_for_selector("text=rows rejected.")
    ticked = Example.across_tenants.filter(dataset=rooms.ids["dataset_id"], state="rejected").count()
    assert ticked >= PER_PAGE
    assert complaints == []
