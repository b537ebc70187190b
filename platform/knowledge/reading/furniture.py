"""Parts of a page that are not its content: menus, banners, hidden twins. Judged by structure, not by name alone."""

from __future__ import annotations

import re

from lxml.html import HtmlElement

NOT_TEXT = frozenset(
    {"script", "style", "noscript", "template", "svg", "math", "canvas", "iframe", "object", "head", "audio", "video"}
    | {"select", "input", "textarea"}
)
MENU = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|navigation|menu|topnav|sidenav|breadcrumbs?|pagination|pager|footer)\b", re.I
)
SKIP = re.compile(r"(?:^|\s)skip(?:-?nav|-?link|-to-\S+)?(?:$|\s)", re.I)
BANNER = re.compile(
    r"cookie[-_]?(?:banner|notice|consent|bar|popup|modal)|(?:^|\s)(?:cookies?|gdpr|consent)(?:$|\s)", re.I
)
SCREEN_READER = re.compile(r"sr-only|visually-?hidden|screen-reader|offscreen", re.I)
FOLD = re.compile(r"accord|collaps|panel|toggle|tab|faq|answer|fold|expand|more", re.I)
HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
CONTACT = "starts-with(@href, 'mailto:') or starts-with(@href, 'tel:')"
TABS = ".//*[@role='tab' or @data-toggle='tab' or @data-bs-toggle='tab']"
SHARE_OF_LINKS = 0.8
MOST_WORDS_IN_A_BANNER = 120
SMALLEST_SHARE_OF_MAIN = 0.5


def main_parts(body: HtmlElement) -> list[HtmlElement]:
    """The elements that hold the content: the visible main parts if most words stand there, otherwise the body.

    Takes what is not content out of `body`.
    """
    for element in list(body.iterdescendants()):
        if not isinstance(element.tag, str) or body not in element.iterancestors():
            continue
        if element.tag in NOT_TEXT or _is_hidden(element) or _is_furniture(element):
            element.drop_tree()
    mains = body.xpath(".//main[not(ancestor::main)]") or body.xpath(
        ".//*[@role='main'][not(ancestor::*[@role='main'])]"
    )
    return mains if sum(map(words, mains)) >= SMALLEST_SHARE_OF_MAIN * words(body) else [body]


def words(element: HtmlElement) -> int:
    """Words of an element."""
    return len(element.text_content().split())


def names(element: HtmlElement) -> str:
    """The class and the id."""
    return f"{element.get('class') or ''} {element.get('id') or ''}"


def _is_hidden(element: HtmlElement) -> bool:
    if element.tag == "dialog":
        return element.get("open") is None
    if element.get("aria-hidden") == "true":
        parent = element.getparent()
        return parent is not None and any(SCREEN_READER.search(names(twin)) for twin in parent if twin is not element)
    hidden = element.get("hidden") is not None or bool(HIDDEN.search(element.get("style") or ""))
    return hidden and not _unfolds(element)


def _unfolds(element: HtmlElement) -> bool:
    """True for the panel of a fold-out or tab, which a click shows."""
    if element.tag == "main":
        return False
    if element.get("role") in {"tabpanel", "region"} or FOLD.search(names(element)):
        return True
    if (key := element.get("id")) and element.getroottree().xpath(
        "//*[@aria-controls=$id or @href=$ref or @data-target=$ref or @data-bs-target=$ref]", id=key, ref=f"#{key}"
    ):
        return True
    before = element.getprevious()
    return before is not None and (
        before.tag in {*HEADINGS, "button", "dt"} or bool(before.xpath(".//button|.//h1|.//h2|.//h3"))
    )


def _is_furniture(element: HtmlElement) -> bool:
    named, role, tag = names(element), element.get("role") or "", element.tag
    if tag in {"body", "main"} or element.xpath(f"boolean(.//main|{TABS})"):
        return False
    inside = element.xpath("boolean(ancestor::main or ancestor::article or ancestor::*[@role='main'])")
    if SKIP.search(named) and tag == "a":
        return True
    if BANNER.search(named) and not inside:
        text = element.text_content()
        return (
            bool(element.xpath("boolean(.//button|.//input)"))
            and len(text.split()) < MOST_WORDS_IN_A_BANNER
            and not re.search(r"\d", text)
        )
    in_section = inside or element.xpath("boolean(ancestor::section)")
    if tag == "footer" or role == "contentinfo":
        return not in_section
    if tag == "header" or role == "banner":
        return not in_section and not element.xpath("boolean(.//h1|.//h2)")
    if tag in {"nav", "aside"} or role == "navigation" or MENU.search(named):
        return _share_of_links(element) >= SHARE_OF_LINKS
    if tag in {"ul", "ol"} and not inside and not element.xpath("boolean(preceding::h1|ancestor::li|preceding::h2)"):
        return _share_of_links(element) == 1 and len(element) > 2
    return False


def _share_of_links(element: HtmlElement) -> float:
    total = words(element)
    linked = element.xpath(f".//a[not({CONTACT})]|.//button[not(ancestor::a)]")
    return sum(map(words, linked)) / total if total else 1
