"""The widget's own texts, in the language of the page, the business or the visitor."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.widget.acts import ask, calls, open_chat

LOCALES = Path(__file__).parents[2] / "widget" / "src" / "locales"
TEXTS: dict[str, dict[str, dict[str, str]]] = {
    file.stem: json.loads(file.read_text()) for file in sorted(LOCALES.glob("*.json"))
}


def placeholder(language: str) -> str:
    return TEXTS[language]["chat"]["placeholder"]


def test_there_are_at_least_twelve_languages() -> None:
    assert len(TEXTS) >= 12


@pytest.mark.parametrize("language", sorted(TEXTS))
@pytest.mark.parametrize("part", ["chat", "extra", "files"])
def test_a_language_has_every_text_with_its_blanks(language: str, part: str) -> None:
    texts, english = TEXTS[language][part], TEXTS["en"][part]
    assert list(texts) == list(english)
    for key, text in texts.items():
        assert re.findall(r"\{\w+\}", text) == re.findall(r"\{\w+\}", english[key]), key
        assert text == text.strip()
        assert "\n" not in text


@pytest.mark.browser
def test_every_language_can_be_chosen_while_the_chat_is_open(chat: Page) -> None:
    for language in [*(set(TEXTS) - {"en"}), "en"]:
        chat.evaluate("language => Botwright('locale', language)", language)
        expect(chat.locator(".composer textarea")).to_have_attribute("placeholder", placeholder(language))
        expect(chat.get_by_text("Ask me about our umbrellas")).to_be_visible()


@pytest.mark.browser
def test_a_conversation_goes_on_in_the_new_language(chat: Page) -> None:
    ask(chat, "How long is the warranty?")
    expect(chat.get_by_role("button", name="This answer helped")).to_be_visible()
    chat.evaluate("Botwright('locale', 'de-AT')")
    expect(chat.get_by_role("button", name="Diese Antwort hat geholfen")).to_be_visible()
    expect(chat.get_by_role("heading", name="Quellen")).to_be_visible()
    expect(chat.get_by_role("log").get_by_text("How long is the warranty?")).to_have_count(1)


@pytest.mark.browser
@pytest.mark.parametrize(
    ("query", "language"),
    [
        ("lang=fr", "fr"),
        ("lang=fr&locale=nl", "nl"),
        ("lang=xx", "it"),
        ("key=pk_german&lang=fr", "de"),
        ("key=pk_german&locale=pl", "pl"),
    ],
)
def test_script_tag_business_page_and_browser_are_asked_in_this_order(
    chromium: Browser, site: str, query: str, language: str
) -> None:
    context = chromium.new_context(locale="it-IT")
    page = context.new_page()
    open_chat(page, f"{site}/?{query}")
    expect(page.locator(".composer textarea")).to_have_attribute("placeholder", placeholder(language))
    context.close()


@pytest.mark.browser
def test_the_platform_is_told_every_language_that_is_wanted(chromium: Browser, site: str) -> None:
    context = chromium.new_context(locale="it-IT")
    page = context.new_page()
    open_chat(page, f"{site}/?lang=ru")
    assert calls(page, site)[-1] == "languages ru it-IT"
    open_chat(page, f"{site}/?key=pk_german")
    expect(page.locator(".composer textarea")).to_have_attribute("placeholder", placeholder("de"))
    expect(page.get_by_text("Ask me about our umbrellas")).to_be_visible()
    assert calls(page, site)[-1] == "languages de"
    context.close()


@pytest.mark.browser
def test_a_page_from_right_to_left_gets_a_chat_from_right_to_left(page: Page, site: str) -> None:
    open_chat(page, f"{site}/?lang=ar&dir=rtl")
    box: Any = page.get_by_role("dialog").bounding_box()
    launcher: Any = page.locator("botwright-launcher button").bounding_box()
    assert (round(box["x"]), round(launcher["x"])) == (20, 20)
    expect(page.get_by_role("button", name=TEXTS["ar"]["chat"]["launch"])).to_be_visible()
    ask(page, "How long is the warranty?")
    expect(page.get_by_role("button", name=TEXTS["ar"]["extra"]["helpful"])).to_be_visible()
    expect(page.locator(".head")).to_have_css("direction", "rtl")
    question: Any = page.locator(".question").bounding_box()
    assert question["x"] < box["x"] + 60
