"""What visitors do, and what the scripted server heard of it."""

from typing import Any

from playwright.sync_api import Page


def open_chat(page: Page, address: str) -> None:
    """Goes to a page and opens its chat, whatever its language."""
    page.goto(address)
    page.locator("botwright-launcher button").click()
    page.locator(".disclosure").first.wait_for()


def ask(chat: Page, text: str) -> None:
    """Sends a question by the keyboard."""
    field = chat.locator(".composer textarea")
    field.fill(text)
    field.press("Enter")


def calls(chat: Page, site: str) -> list[str]:
    """Every call that the scripted server remembers."""
    heard: list[str] = chat.request.get(f"{site}/mock/calls").json()
    return heard


def act_as_person(chat: Page, site: str, **act: Any) -> None:
    """Somebody of the business moves the conversation (`state`), writes (`text`) or types (only `agent`)."""
    chat.request.post(f"{site}/mock/person", data=act)
