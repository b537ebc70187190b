"""A visitor sends a file: chosen, dropped or pasted, with progress, and with words for what goes wrong."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.widget.acts import act_as_person, ask, calls, open_chat

pytestmark = pytest.mark.browser
LETTER: Any = {"name": "letter.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 words"}
TAKEN = "You can attach a file: PDF, Word, text, Markdown, CSV or a picture, up to 2 MB."


@pytest.fixture
def chat(page: Page, site: str) -> Page:
    """The open chat of a business that takes files."""
    open_chat(page, f"{site}/?key=pk_files")
    page.get_by_role("button", name="Attach a file").wait_for()
    return page


def _choose(chat: Page, file: Any) -> None:
    with chat.expect_file_chooser() as chooser:
        chat.get_by_role("button", name="Attach a file").click()
    chooser.value.set_files(file)


def _named(chat: Page, name: str) -> Locator:
    return chat.get_by_role("log").get_by_role("button", name=re.compile(re.escape(name)))


def test_a_business_that_takes_no_files_has_no_button_and_fetches_nothing_for_it(page: Page, site: str) -> None:
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url))
    open_chat(page, site)
    ask(page, "How long is the warranty?")
    expect(page.get_by_role("button", name="This answer helped")).to_be_visible()
    assert not [address for address in fetched if "files" in address]
    expect(page.get_by_role("button", name="Attach a file")).to_have_count(0)


def test_what_is_taken_is_said_before(chat: Page) -> None:
    expect(chat.get_by_text(TAKEN)).to_be_visible()
    box: Any = chat.get_by_role("button", name="Attach a file").bounding_box()
    assert min(box["width"], box["height"]) >= 24


def test_a_chosen_file_is_shown_and_can_be_saved_again(chat: Page, site: str) -> None:
    _choose(chat, LETTER)
    expect(_named(chat, "letter.pdf")).to_be_visible()
    expect(chat.locator(".sending")).to_have_count(0)
    assert calls(chat, site)[-1] == "file letter.pdf 14"
    with chat.expect_download() as download:
        _named(chat, "letter.pdf").click()
    assert (download.value.suggested_filename, Path(download.value.path()).read_bytes()) == (
        "letter.pdf",
        LETTER["buffer"],
    )


def test_a_file_is_still_there_after_a_reload(chat: Page, site: str) -> None:
    _choose(chat, {**LETTER, "name": "a long one.pdf"})
    expect(_named(chat, "a long one.pdf")).to_contain_text("Only the beginning could be read.")
    chat.reload()
    chat.locator("botwright-launcher button").click()
    expect(_named(chat, "a long one.pdf")).to_be_visible()


@pytest.mark.parametrize(("how", "name"), [("drop", "dropped.txt"), ("paste", "pasted.txt")])
def test_a_file_is_dropped_or_pasted(chat: Page, how: str, name: str) -> None:
    carried = chat.evaluate_handle(
        "name => { const held = new DataTransfer(); held.items.add(new File(['words'], name)); return held; }", name
    )
    chat.locator(".composer textarea").evaluate(
        """(field, [how, held]) => field.dispatchEvent(how === "drop"
            ? new DragEvent("drop", { dataTransfer: held, bubbles: true, cancelable: true })
            : new ClipboardEvent("paste", { clipboardData: held, bubbles: true, cancelable: true }))""",
        [how, carried],
    )
    expect(_named(chat, name)).to_be_visible()


@pytest.mark.parametrize(
    "file",
    [
        {"name": "run.exe", "mimeType": "application/octet-stream", "buffer": b"MZ"},
        {"name": "big.txt", "mimeType": "text/plain", "buffer": b"a" * (2 * 2**20 + 1)},
    ],
    ids=["type", "size"],
)
def test_what_is_not_taken_is_not_even_sent(chat: Page, site: str, file: Any) -> None:
    before = calls(chat, site)
    _choose(chat, file)
    problem = chat.get_by_role("alert")
    expect(problem).to_contain_text(TAKEN)
    assert calls(chat, site) == before
    problem.get_by_role("button", name="Close").click()
    expect(problem).to_have_count(0)


def test_what_the_platform_refuses_is_said_with_a_next_step(chat: Page) -> None:
    _choose(chat, {**LETTER, "name": "locked.pdf"})
    expect(chat.get_by_role("alert")).to_have_text("This PDF is protected by a password. Save a copy without one.")
    _choose(chat, LETTER)
    expect(_named(chat, "letter.pdf")).to_be_visible()
    expect(chat.get_by_role("alert")).to_have_count(0)


def test_a_file_on_its_way_shows_progress_and_can_be_stopped(chat: Page) -> None:
    _choose(chat, {**LETTER, "name": "slow.pdf"})
    sending = chat.locator(".sending")
    expect(sending).to_contain_text("Sending slow.pdf…")
    expect(sending.get_by_role("progressbar")).to_be_visible()
    expect(chat.get_by_role("status").first).to_have_text("Sending slow.pdf…")
    sending.get_by_role("button", name="Cancel").click()
    expect(sending).to_have_count(0)
    expect(_named(chat, "slow.pdf")).to_have_count(0)
    expect(chat.get_by_role("alert")).to_have_count(0)


def test_a_file_goes_to_a_person_too_and_only_once(chat: Page, site: str) -> None:
    ask(chat, "person please")
    expect(chat.get_by_role("log").get_by_text("Looking for somebody")).to_be_visible()
    act_as_person(chat, site, state="human", agent="Bob")
    _choose(chat, LETTER)
    expect(_named(chat, "letter.pdf")).to_have_count(1)
    expect(chat.locator(".head p")).to_have_text("Bob")


def test_files_work_under_the_strictest_policy(chromium: Browser, site: str) -> None:
    context = chromium.new_context(locale="de-DE")
    page = context.new_page()
    open_chat(page, f"{site}/strict?key=pk_files&lang=de")
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Datei anhängen").click()
    chooser.value.set_files(LETTER)
    expect(_named(page, "letter.pdf")).to_be_visible()
    assert page.evaluate("violations") == []
    context.close()
