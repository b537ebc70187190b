"""The inbox in a real browser, with a visitor on the other side."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect, sync_playwright

from chat.handoff import moves
from chat.handoff.states import Act, State
from chat.handoff.talk import visitor_says
from chat.models import Conversation, Message
from tenants.models import Membership, Tenant
from tenants.scope import tenant_scope
from tests.dashboard.asgi import serving
from tests.dashboard.furnish import PIXEL, House, furnish

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
PATIENCE = 30_000


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    # Playwright's loop runs in this thread, where Django would else refuse to touch the database.
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        expect.set_options(timeout=PATIENCE)
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def rooms(transactional_db: None, shop: Tenant, alice: User) -> House:
    return furnish(shop, alice)


@pytest.fixture
def site(rooms: House) -> Iterator[str]:
    with serving() as url:
        yield url


def _at_desk(
    chromium: Browser, site: str, user: User, width: int = 1280, scheme: str = "light"
) -> tuple[Page, list[str]]:
    client = Client()
    client.force_login(user)
    context = chromium.new_context(viewport={"width": width, "height": 844}, color_scheme=scheme)
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site}])
    context.set_default_timeout(PATIENCE)
    page, complaints = context.new_page(), []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    return page, complaints


def _inbox(site: str, house: House) -> str:
    return f"{site}{reverse('inbox', args=[house.assistant.pk])}"


def _waiting() -> Conversation:
    return Conversation.across_tenants.select_related("tenant").get(state=State.WAITING)


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_an_agent_takes_a_chat_answers_and_hands_it_back(
    chromium: Browser, site: str, rooms: House, alice: User, width: int, scheme: str, tmp_path: Path
) -> None:
    talk = _waiting()
    page, complaints = _at_desk(chromium, site, alice, width, scheme)
    page.goto(_inbox(site, rooms))
    page.screenshot(path=tmp_path / "empty.png", full_page=True)
    page.locator("[data-rows] button").first.click()
    expect(page.get_by_text("The visitor asked for a person")).to_be_visible()
    page.screenshot(path=tmp_path / "waiting.png", full_page=True)
    page.get_by_role("button", name="Take over", exact=True).click()
    answer = page.get_by_label("Your answer")
    answer.fill("/ret")
    expect(page.get_by_role("option")).to_have_count(1)
    page.screenshot(path=tmp_path / "canned.png", full_page=True)
    answer.press("Enter")
    expect(answer).to_have_value("You can return any lamp within 45 days.")
    answer.press("Enter")
    expect(page.locator(".turn.agent .bubble")).to_have_text("You can return any lamp within 45 days.")
    expect(answer).to_have_value("")
    with tenant_scope(talk.tenant):
        visitor_says(talk, "Thank you! **Bold** and <b>tags</b>", "")
    expect(page.locator(".turn.visitor .bubble").last).to_have_text("Thank you! **Bold** and <b>tags</b>")
    page.screenshot(path=tmp_path / "talk.png", full_page=True)
    wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    assert not wide
    page.get_by_role("button", name="Back to the bot").click()
    expect(page.get_by_text("Alice handed back to the bot")).to_be_visible()
    assert Message.across_tenants.filter(conversation=talk, role="agent").count() == 1
    assert complaints == []


def test_a_picture_of_a_visitor_is_seen_and_can_be_saved(
    chromium: Browser, site: str, rooms: House, alice: User, tmp_path: Path
) -> None:
    page, complaints = _at_desk(chromium, site, alice)
    page.goto(f"{_inbox(site, rooms)}#{rooms.ids['picture_in']}")
    file = page.locator(".turn.visitor").get_by_role("link", name="broken-shade.png")
    expect(file).to_contain_text("1 KB")
    expect(file).to_be_in_viewport(ratio=0.9)
    # Only a picture that came through the policy and its own type has a size.
    assert file.locator("img").evaluate("img => img.decode().then(() => img.naturalWidth)") == 1
    page.screenshot(path=tmp_path / "picture.png", full_page=True)
    with page.expect_download() as download:
        file.click()
    assert Path(download.value.path()).read_bytes() == PIXEL
    assert complaints == []


def test_a_new_visitor_is_counted_in_the_title_and_a_taken_one_named(
    chromium: Browser, site: str, rooms: House, alice: User, bob: User
) -> None:
    talk = _waiting()
    page, _ = _at_desk(chromium, site, bob)
    page.goto(_inbox(site, rooms))
    expect(page).to_have_title("(1) Inbox · Lamp & Lantern · Botwright")
    page.goto(f"{_inbox(site, rooms)}#{talk.pk}")
    expect(page.get_by_role("button", name="Take over", exact=True)).to_be_visible()
    with tenant_scope(talk.tenant):
        moves.move(talk, Act.HAND_BACK)
    expect(page).to_have_title("Inbox · Lamp & Lantern · Botwright")
    expect(page.get_by_text("The bot answers here.")).to_be_visible()
    page.get_by_role("button", name="All").click()
    page.get_by_role("button", name="broken-shade.png").click()
    expect(page.get_by_role("button", name="Take over from Alice")).to_be_visible()


def test_an_inbox_says_why_it_ends_when_the_membership_does(
    chromium: Browser, site: str, rooms: House, bob: User
) -> None:
    page, _ = _at_desk(chromium, site, bob)
    page.goto(_inbox(site, rooms))
    expect(page.locator("[data-agents]")).to_have_text("Here: Bob")
    Membership.objects.filter(user=bob).delete()
    expect(page.get_by_text("You do not belong to this business any more.")).to_be_visible()
