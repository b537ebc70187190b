"""The main job in a real browser: from an e-mail address to a fine-tuned bot on a website of another origin."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import Town

pytestmark = [pytest.mark.journey, pytest.mark.model, pytest.mark.browser]

QUESTION = "How long is a frame covered by the Dry Promise?"
TRAINED = 15 * 60_000
LIVE = 2 * 60_000


def test_from_sign_up_to_a_fine_tuned_bot_that_answers_on_a_website(town: Town, browser: Browser) -> None:
    owner = browser.new_page(viewport={"width": 1280, "height": 900})
    owner.set_default_timeout(30_000)
    sign_up(owner, town)
    snippet = copy_the_snippet(owner, town)
    town.open_shop(snippet)
    show_the_website(owner, town)
    ask_in_the_playground(owner)
    train(owner)
    visitor = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True).new_page()
    ask_on_the_website(visitor, town)
    find_the_conversation(owner)


def sign_up(page: Page, town: Town) -> None:
    page.goto(f"{town.url}/accounts/signup/")
    page.get_by_label("Business name").fill("Drizzlewick Umbrella Works")
    page.get_by_label("Email").fill("alice@example.com")
    page.get_by_label("Password").fill("rain on the roof 1974")
    page.get_by_role("button", name="Create my account").click()
    expect(page.get_by_text("Show it what you know")).to_be_visible()


def copy_the_snippet(page: Page, town: Town) -> str:
    page.get_by_role("link", name="Install").click()
    page.locator("textarea[name=origins]").fill(town.shop_url)
    page.get_by_role("button", name="Save").click()
    expect(page.locator("textarea[name=origins]")).to_have_value(town.shop_url)
    return page.locator("#snippet").inner_text()


def show_the_website(page: Page, town: Town) -> None:
    page.get_by_role("link", name="Knowledge").click()
    page.locator("input[name=url]").fill(town.shop_url)
    page.get_by_role("button", name="Read the website").click()
    expect(page.get_by_text("Ready").first).to_be_visible(timeout=LIVE)


def ask_in_the_playground(page: Page) -> None:
    page.get_by_role("link", name="Playground").click()
    page.get_by_role("textbox", name="Ask a question").fill(QUESTION)
    page.get_by_role("textbox", name="Ask a question").press("Enter")
    expect(page.get_by_role("button", name="This answer helped")).to_be_visible(timeout=60_000)


def train(page: Page) -> None:
    page.get_by_role("link", name="Training", exact=True).click()
    page.get_by_text("Advanced").click()
    page.locator("input[name=max_minutes]").fill("1")
    page.get_by_role("button", name="Train", exact=True).click()
    page.get_by_role("link", name="See the report card").click(timeout=TRAINED)
    expect(page.get_by_text(re.compile(r"promoted|kept", re.IGNORECASE)).first).to_be_visible()


def ask_on_the_website(page: Page, town: Town) -> None:
    page.goto(f"{town.shop_url}/help/warranty")
    page.get_by_role("button", name="Chat with us").click()
    expect(page.get_by_text("You are chatting with an AI assistant")).to_be_visible()
    page.get_by_role("textbox", name="Ask a question").fill(QUESTION)
    page.get_by_role("textbox", name="Ask a question").press("Enter")
    expect(page.get_by_role("button", name="This answer helped")).to_be_visible(timeout=60_000)
    expect(page.locator("botwright-chat").get_by_text("11 years").first).to_be_visible()
    expect(page.locator("botwright-chat").get_by_role("link", name=re.compile("Dry Promise")).first).to_be_visible()


def find_the_conversation(page: Page) -> None:
    page.get_by_role("link", name="Overview").click()
    page.get_by_role("link", name="Conversations").click()
    page.get_by_text(QUESTION).first.click()
    expect(page.get_by_text("11 years").first).to_be_visible()
