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
GROWN = """async ([text, options]) => {
  const { MarkdownView } = await import("/w/v1/markdown.js");
  const box = document.createElement("div");
  const view = new MarkdownView(box);
  return [...text].map((_, end) => {
    view.update([...text].slice(0, end + 1).join(""), { ...options, open: true });
    return box.textContent;
  });
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
        ("***both***", "<p><strong><em>both</em></strong></p>"),
        ("これは**重要**です、*とても*。", "<p>これは<strong>重要</strong>です、<em>とても</em>。</p>"),
        ("Dial **21*5# or *100*1#", "<p>Dial **21*5# or *100*1#</p>"),
        ("**umbrella**s", "<p><strong>umbrella</strong>s</p>"),
        (
            "9. a\n   - b\n     - c\n10. d",
            '<ol start="9"><li>a<ul><li>b<ul><li>c</li></ul></li></ul></li><li>d</li></ol>',
        ),
        ("- a\n  1. b", "<ul><li>a<ol><li>b</li></ol></li></ul>"),
        ("Name: Pip\nOpen: 9–18", "<p>Name: Pip<br>Open: 9–18</p>"),
        ("one<br>two<BR/>three", "<p>one<br>two<br>three</p>"),
        ("a\n\n---\n\nb", "<p>a</p><hr><p>b</p>"),
        (
            "The page says:\n> a **b**\n> c\n\nd",
            "<p>The page says:</p><blockquote><p>a <strong>b</strong><br>c</p></blockquote><p>d</p>",
        ),
        (
            "> - a\n> - b\n>\n> > c",
            "<blockquote><ul><li>a</li><li>b</li></ul><blockquote><p>c</p></blockquote></blockquote>",
        ),
        ("Free delivery:\n>50 € or >=3 pieces", "<p>Free delivery:<br>&gt;50 € or &gt;=3 pieces</p>"),
    ],
)
def test_markdown_becomes_elements(page: Page, text: str, html: str) -> None:
    assert render(page, text) == html


@pytest.mark.parametrize(
    "text",
    [
        "The password is scone*42*tea.",
        "Rooms measure 3*4 m and 5*6 m.",
        "2**3 is 8, 2**3**4 is more",
        "Größe_x_ä, été_1_",
        "Dial *100*1# or *#06# please",
        "5 €*, 6 €* and (large)* or 7 €**, 8 €**",
        "Card ****-****-1234",
        "Name: ________",
        "un**believ**able, д*е*ж",
    ],
)
def test_marks_inside_words_and_numbers_are_no_marks(page: Page, text: str) -> None:
    assert render(page, text) == f"<p>{text}</p>"
    shown = page.evaluate(GROWN, [text, {}])
    assert all(text.startswith(part.rstrip()) for part in shown)


@pytest.mark.parametrize(
    ("text", "address", "label"),
    [
        ("Read https://wiki.example/Mercury_(planet) first.", "https://wiki.example/Mercury_(planet)", None),
        ("(see https://wiki.example/a_(b(c))/d).", "https://wiki.example/a_(b(c))/d", None),
        ("(see https://wiki.example/a)", "https://wiki.example/a", None),
        ("Siehe „https://wiki.example/a“!", "https://wiki.example/a", None),
        ("見て（https://wiki.example/水星_(惑星)）。", "https://wiki.example/水星_(惑星)", None),
        ("<https://wiki.example/a_(b)?c=d>", "https://wiki.example/a_(b)?c=d", None),
        ("[map](https://shop.example/way_(north).html) now", "https://shop.example/way_(north).html", "map"),
        ("[map](https://shop.example/a(b(c)d)e)", "https://shop.example/a(b(c)d)e", "map"),
        (r"[map](https://shop.example/a\(b)", "https://shop.example/a(b", "map"),
        ("[map](<https://shop.example/a(b>)", "https://shop.example/a(b", "map"),
        ('[map](https://shop.example/a_(b) "The way")', "https://shop.example/a_(b)", "map"),
        ("[map [large]](https://shop.example/a)", "https://shop.example/a", "map [large]"),
        ("([**map**](https://shop.example/a))", "https://shop.example/a", "<strong>map</strong>"),
        ("[https://shop.example/a](https://shop.example/b)", "https://shop.example/b", "https://shop.example/a"),
    ],
)
def test_a_link_has_the_whole_of_its_address(page: Page, text: str, address: str, label: str | None) -> None:
    html = render(page, text)
    assert html.count("<a ") == 1
    assert f'href="{address}">{label or address}</a>' in html


@pytest.mark.parametrize(
    "text",
    [
        "<img src=x onerror=alert(1)>",
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert`1`)",
        "[x](data:text/html,<script>alert(1)</script>)",
        "[x](//evil.example)",
        "[x](<javascript:alert(1)>)",
        "<javascript:alert(1)>",
        "| a |\n|---|\n| <img src=x onerror=alert(1)> [x](javascript:alert(1)) |",
        "> <script>alert(1)</script>",
        "<br onclick=alert(1)>",
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


@pytest.mark.parametrize(
    "tail",
    ["[", "[lin", "[link](https://a.exa", "[a](https://a.example/b(c)", "**", "***", "\n- ", "\n## ", "\n> ", "\n--"],
)
def test_half_a_mark_is_held_back(page: Page, tail: str) -> None:
    assert render(page, f"Hello{tail}", {"open": True}) == "<p>Hello</p>"


def test_deep_and_long_texts_end(page: Page) -> None:
    assert "<li>" in render(page, "- " * 5000 + "x")
    assert "<p>" in render(page, "**a " * 3000 + "[" * 3000)
    assert "<p>" in render(page, "https://a.example/" + "(a" * 5000 + "[a](b" + "(c" * 5000)
    assert "<blockquote>" in render(page, "> " * 5000 + "x")
    assert "<td>" in render(page, "|a" * 3000 + "\n" + "|-" * 3000 + "\n" + "|x\n" * 3000)
