"""HTML: the main part of a page, with its headings, lists, tables and questions."""

from __future__ import annotations

from copy import deepcopy

import trafilatura
from lxml import html
from lxml.html import HtmlElement

from knowledge.reading import outline
from knowledge.reading.decoding import decode
from knowledge.reading.faq_page import pairs_of
from knowledge.reading.outcome import Reading, empty
from knowledge.reading.outline import Heading, Line
from knowledge.reading.walk import lines_of

FEWEST_WORDS_IN_MAIN = 20
SHARE_THAT_TRAFILATURA_MAY_DROP = 0.5
CONTACT = "starts-with(@href, 'mailto:') or starts-with(@href, 'tel:')"
OUTSIDE_THE_MAIN_PART = ("header", "footer")


def read(data: bytes, name: str, charset: str = "", *, footer: bool = False) -> Reading:
    """The main part of a page; with `footer`, also what stands below it (address, opening hours)."""
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=False)
    root = html.document_fromstring(decode(data, charset).encode() or b"<p></p>", parser=parser)
    if root.find("body") is None:
        raise empty()
    lines = _main_part(root)
    if footer:
        lines += [Heading(0, ""), *_footer(root)]
    return outline.reading(_title(root, lines) or name, lines, pairs_of(root))


def _main_part(root: HtmlElement) -> list[Line]:
    for path in ("//main", "//*[@role='main']", "//article[count(//article)=1]"):
        for element in root.xpath(path)[:1]:
            if _words(lines := lines_of(element)) >= FEWEST_WORDS_IN_MAIN:
                return lines
    whole = lines_of(root.find("body"), skip=OUTSIDE_THE_MAIN_PART)
    extracted = _extracted(root)
    return extracted if _is_faithful(extracted, whole) else whole


def _is_faithful(extracted: list[Line], whole: list[Line]) -> bool:
    """False if trafilatura dropped most of the text, or all headings: it does so on short pages."""
    enough = _words(extracted) >= SHARE_THAT_TRAFILATURA_MAY_DROP * _words(whole)
    return enough and _has_headings(extracted) >= _has_headings(whole)


def _has_headings(lines: list[Line]) -> bool:
    return any(isinstance(line, Heading) and line.text for line in lines)


def _words(lines: list[Line]) -> int:
    return sum(len(line.split()) for line in lines if isinstance(line, str))


def _extracted(root: HtmlElement) -> list[Line]:
    """What trafilatura holds for the main text, its own element names turned back into HTML's."""
    found = trafilatura.bare_extraction(deepcopy(root), include_comments=False, favor_recall=True, with_metadata=False)
    body = getattr(found, "body", None)
    if body is None:
        return []
    for element in body.iter():
        element.tag = _html_name(element.tag, element.get("rend") or "", element.get("role") or "")
    return lines_of(body)


def _html_name(tag: str, rend: str, role: str) -> str:
    if tag == "head":
        return rend if rend in {"h1", "h2", "h3", "h4", "h5", "h6"} else "h6"
    if tag == "item":
        return rend[:2] if rend[:2] in {"dt", "dd"} else "li"
    if tag == "list":
        return "dl" if rend == "dl" else "ul"
    names = {"row": "tr", "cell": "th" if role == "head" else "td", "lb": "br", "quote": "blockquote"}
    return names.get(tag, tag)


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
