"""Tables of an answer: drawn as such from the first moment, with headings, scrolling in a box of their own."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.widget.acts import ask, open_chat
from tests.widget.mock_server import TABLE
from tests.widget.test_accessibility import DRESSES, violations
from tests.widget.test_markdown import GROWN, render

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def page(chromium: Browser, site: str) -> Iterator[Page]:
    page = chromium.new_page()
    page.goto(site)
    yield page
    page.close()


def table(head: str, body: str) -> str:
    """The HTML of a table with these rows."""
    return f'<div class="scroll" tabindex="0"><table><thead>{head}</thead><tbody>{body}</tbody></table></div>'


TEA = table('<tr><th scope="col">Tea</th><th scope="col">Pot</th></tr>', "<tr><td>Assam</td><td>{}</td></tr>")


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("| Tea | Pot |\n|---|---|\n| Assam | *hot* |", TEA.format("<em>hot</em>")),
        ("Tea | Pot\n--- | ---\nAssam | hot", TEA.format("hot")),
        ("|Tea|Pot|\r\n|-|-|\r\n|Assam|a \\| b|", TEA.format("a | b")),
        (
            "Ours:\n| Tea | Pot |\n|---|---|\n| Assam | a<br>b |\nEnjoy.",
            "<p>Ours:</p>" + TEA.format("a<br>b") + "<p>Enjoy.</p>",
        ),
        ("- x\n  | Tea | Pot |\n  |---|---|\n  | Assam | y |", "<ul><li>x" + TEA.format("y") + "</li></ul>"),
        ("> | Tea | Pot |\n> |---|---|\n> | Assam | y |", "<blockquote>" + TEA.format("y") + "</blockquote>"),
        (
            "| a | b | c |\n|:--|:-:|--:|\n| d |\n| e | f | g | h |",
            table(
                '<tr><th scope="col">a</th><th class="middle" scope="col">b</th>'
                '<th class="end" scope="col">c</th></tr>',
                '<tr><td>d</td></tr><tr><td>e</td><td class="middle">f</td><td class="end">g</td><td>h</td></tr>',
            ),
        ),
        (
            "| | Mo |\n|---|---|\n| Shop | shut |\n| | open |",
            table(
                '<tr><td></td><th scope="col">Mo</th></tr>',
                '<tr><th scope="row">Shop</th><td>shut</td></tr><tr><td></td><td>open</td></tr>',
            ),
        ),
    ],
)
def test_a_table_is_drawn_with_its_headings(page: Page, text: str, html: str) -> None:
    assert render(page, text) == html


@pytest.mark.parametrize("text", ["Choose A | B.", "a | b\nc | d", "`x | y`\n---", "| a"])
def test_a_bar_alone_makes_no_table(page: Page, text: str) -> None:
    assert "<table>" not in render(page, text)
    assert "|" in render(page, text)


@pytest.mark.parametrize(
    "text",
    [
        "Ours:\n\n| Tea | Pot |\n|:---|---:|\n| Assam | $6 |\n| Darjeeling | **$7** |\n\nEnjoy.",
        "Ours:\nTea | Pot\n--- | ---\nAssam | $6\n\nEnjoy.",
        "1. Choose\n\n   | Tea | Pot |\n   |---|---|\n   | Assam | $6 |\n2. Order",
        "> | Tea | Pot |\n> |---|---|\n> | Assam | $6 |",
    ],
)
def test_a_growing_table_never_shows_its_bars(page: Page, text: str) -> None:
    shown = page.evaluate(GROWN, [text, {}])
    assert not [part for part in shown if "|" in part or "--" in part]
    assert all(len(before) <= len(after) for before, after in pairwise(shown))


def test_a_bar_in_a_growing_sentence_is_shown_with_the_next_line(page: Page) -> None:
    shown = page.evaluate(GROWN, ["Choose A | B.\nThen pay.", {}])
    assert shown[-1] == "Choose A | B.Then pay."


@pytest.mark.parametrize("dress", DRESSES)
def test_a_wide_table_scrolls_in_its_box_and_axe_finds_nothing(chromium: Browser, site: str, dress: str) -> None:
    query, look = DRESSES[dress]
    context = chromium.new_context(reduced_motion="reduce", **{**look, "viewport": {"width": 360, "height": 740}})
    page = context.new_page()
    open_chat(page, f"{site}/{query}")
    ask(page, "table please")
    expect(page.locator(".actions")).to_have_count(1)
    narrow, wide = page.locator(".scroll").all()
    assert narrow.evaluate("box => box.scrollWidth <= box.clientWidth")
    assert wide.evaluate("box => box.scrollWidth > box.clientWidth")
    assert page.locator(".scroller").evaluate("box => box.scrollWidth <= box.clientWidth")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert violations(page) == []
    context.close()


def test_numbers_are_aligned_with_the_direction_of_the_answer(chromium: Browser, site: str) -> None:
    page = chromium.new_page()
    open_chat(page, f"{site}/?lang=ar&dir=rtl")
    ask(page, "جدول")
    expect(page.locator(".actions")).to_have_count(1)
    expect(page.locator("table")).to_have_css("direction", "rtl")
    boxes: list[Any] = [cell.bounding_box() for cell in page.locator("tbody tr").first.locator("td").all()]
    assert boxes[0]["x"] > boxes[1]["x"] > boxes[2]["x"]
    page.close()


def test_an_instant_answer_carries_a_mark_with_a_name(chat: Page) -> None:
    ask(chat, "How long is the warranty?")
    expect(chat.locator(".actions")).to_have_count(1)
    expect(chat.locator(".instant")).to_have_count(0)
    ask(chat, "table please")
    expect(chat.locator(".actions")).to_have_count(2)
    mark = chat.locator(".instant")
    expect(mark).to_have_attribute("title", "Instant answer, checked beforehand")
    assert (mark.text_content() or "").strip() == mark.get_attribute("title")


def test_what_is_drawn_is_the_whole_of_the_answer(page: Page) -> None:
    html = render(page, TABLE)
    assert (html.count("<table>"), html.count("<blockquote>"), html.count("<ol start=")) == (2, 1, 1)
    assert "https://shop.example/mend_(post)" in html
