"""HTML: the main part of a page, with its headings, lists, tables and questions."""

from __future__ import annotations

from copy import deepcopy

from lxml import etree, html
from lxml.html import HtmlElement

from knowledge.reading import outline
from knowledge.reading.decoding import decode
from knowledge.reading.faq_page import pairs_of
from knowledge.reading.furniture import CONTACT, main_parts
from knowledge.reading.outcome import Reading, empty
from knowledge.reading.outline import Heading, Line
from knowledge.reading.walk import lines_of

OF_HEAD = frozenset({"title", "meta", "link", "base", "style", "script", "noscript", "template"})


def read(data: bytes, name: str, charset: str = "", *, footer: bool = False) -> Reading:
    """The main part of a page; with `footer`, also what stands below it (address, opening hours)."""
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=False)
    root = html.document_fromstring(decode(data, charset).encode() or b"<p></p>", parser=parser)
    _out_of_head(root)
    if root.find("body") is None:
        raise empty()
    declared = pairs_of(root)
    below = [Heading(0, ""), *_footer(root)] if footer else []
    lines = [line for part in main_parts(root.find("body")) for line in lines_of(part)]
    return outline.reading(_title(root, lines) or name, [*lines, *below], declared)


def _out_of_head(root: HtmlElement) -> None:
    """Moves content to the body: where a page leaves `<body>` out, newer elements such as `<main>` are in the head."""
    head, body = root.find("head"), root.find("body")
    content = [element for element in head if element.tag not in OF_HEAD] if head is not None else []
    if content and body is None:
        body = etree.SubElement(root, "body")
    for place, element in enumerate(content):
        body.insert(place, element)


def _footer(root: HtmlElement) -> list[Line]:
    """What the last footer says, its menus left out."""
    found = root.xpath("//footer[not(ancestor::main or ancestor::article)]")
    if not found:
        return []
    footer = deepcopy(found[-1])
    for link in footer.xpath(f".//a[not({CONTACT})]"):
        link.drop_tree()
    return [line for line in lines_of(footer) if isinstance(line, str)]


def _title(root: HtmlElement, lines: list[Line]) -> str:
    """The page's first heading of level 1; or its title, without the site's name behind it."""
    for line in lines:
        if isinstance(line, Heading) and line.level == 1 and line.text:
            return line.text
    title = str(root.xpath("string(//head/title)") or root.xpath("string(//meta[@property='og:title']/@content)"))
    for separator in (" | ", " – ", " — ", " · "):
        title = title.partition(separator)[0]
    return outline.squeeze(title)
