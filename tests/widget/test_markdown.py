"""The renderer that the widget and the dashboard share, in a real browser."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

RENDER = """async ([text, options]) => {
  const { render } = await import("/w/v1/markdown.js");
  const box = document.createElement("div");
  box.append(render(text, options));
  return box.innerHTML;
}"""
GROWING = """async (text) => {
  const { MarkdownView } = await import("/w/v1/markdown.js");
  const box = document.createElement("div");
  const view = new MarkdownView(box);
  view.update("First paragraph.\\n\\nSecond", { open: true });
  const first = box.firstChild;
  view.update("First paragraph.\\n\\nSecond one, **bo", { open: true });
  return [box.firstChild === first, box.lastChild.innerHTML];
}"""
SOURCES = {"sources": [{"n": 1, "title": "Prices", "url": "https://shop.example/prices"}]}


@pytest.fixture(scope="module")
def page(chromium: Browser, site: str) -> Iterator[Page]:
    page = chromium.new_page()
    page.goto(site)
    yield page
    page.close()


def render(page: Page, text: str, options: dict[str, Any] | None = None) -> str:
    html = page.evaluate(RENDER, [text, options or {}])
    assert isinstance(html, str)
    return html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("One **two** *three* `four`", "<p>One <strong>two</strong> <em>three</em> <code>four</code></p>"),
        ("**a *b* c**", "<p><strong>a <em>b</em> c</strong></p>"),
        ("a_snake_case name, 5 * 3 * 2", "<p>a_snake_case name, 5 * 3 * 2</p>"),
        ("one\ntwo\n\nthree", "<p>one<br>two</p><p>three</p>"),
        ("- a\n- b\n  - c", "<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>"),
        ("3. a\n4. b", '<ol start="3"><li>a</li><li>b</li></ol>'),
        ("text\n- a", "<p>text</p><ul><li>a</li></ul>"),
        ("## Title", '<p class="heading"><strong>Title</strong></p>'),
        ("```py\n<b>\n```", '<pre tabindex="0"><code>&lt;b&gt;</code></pre>'),
        (r"\*plain\*", "<p>*plain*</p>"),
    ],
)
def test_markdown_becomes_elements(page: Page, text: str, html: str) -> None:
    assert render(page, text) == html


@pytest.mark.parametrize(
    "text",
    [
        "<img src=x onerror=alert(1)>",
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert`1`)",
        "[x](data:text/html,<script>alert(1)</script>)",
        "[x](//evil.example)",
        "![x](https://evil.example/pixel.png)",
        '[x](https://evil.example/"onmouseover="alert)',
        "`<svg onload=alert(1)>`",
    ],
)
def test_nothing_in_a_text_becomes_active(page: Page, text: str) -> None:
    html = render(page, text)
    active = page.evaluate(
        """(html) => {
          const parsed = new DOMParser().parseFromString(html, "text/html").body;
          const links = [...parsed.querySelectorAll("a")].map((link) => link.protocol);
          const attributes = [...parsed.querySelectorAll("*")].flatMap((node) => node.getAttributeNames());
          const elements = parsed.querySelectorAll("img, script, svg, iframe, style").length;
          return elements + attributes.filter((name) => name.startsWith("on") || name === "src").length
            + links.filter((protocol) => protocol !== "https:").length;
        }""",
        html,
    )
    assert active == 0


def test_links_leave_without_vouching(page: Page) -> None:
    html = render(page, "[us](https://shop.example/a) https://shop.example/b. [mail](mailto:a@shop.example)")
    assert html.count('rel="noopener nofollow ugc"') == 3
    assert html.count('target="_blank"') == 2
    assert 'href="https://shop.example/b"' in html


def test_only_existing_sources_become_chips(page: Page) -> None:
    html = render(page, "It costs 5 € [1][7], see [1, 9].", SOURCES)
    assert html.count('class="cite" href="https://shop.example/prices"') == 2
    assert not {"7", "9"} & set(html)


def test_numbers_wait_for_their_sources(page: Page) -> None:
    assert render(page, "Yes [1].") == '<p>Yes <span class="cite">1</span>.</p>'


def test_a_growing_text_keeps_finished_blocks_and_closes_the_open_one(page: Page) -> None:
    assert page.evaluate(GROWING, "") == [True, "Second one, <strong>bo</strong>"]


@pytest.mark.parametrize("tail", ["[", "[lin", "[link](https://a.exa", "**", "\n- ", "\n## "])
def test_half_a_mark_is_held_back(page: Page, tail: str) -> None:
    assert render(page, f"Hello{tail}", {"open": True}) == "<p>Hello</p>"


def test_deep_and_long_texts_end(page: Page) -> None:
    assert "<li>" in render(page, "- " * 5000 + "x")
    assert "<p>" in render(page, "**a " * 3000 + "[" * 3000)
