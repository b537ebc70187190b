"""An HTML element as headings and lines, in reading order."""

from __future__ import annotations

from collections.abc import Iterator

from lxml.html import HtmlElement

from knowledge.reading import html_table
from knowledge.reading.furniture import NOT_TEXT, names
from knowledge.reading.inline import contact, is_struck, separator
from knowledge.reading.outline import Heading, Line, asks, squeeze

HEADINGS = {f"h{level}": level for level in range(1, 7)}
QUESTION_LEVEL = 7
LONGEST_TITLE = 12
INDENT = "  "
INLINE = frozenset(
    {"a", "abbr", "b", "bdi", "bdo", "button", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins", "kbd"}
    | {"label", "mark", "output", "picture", "q", "rp", "rt", "ruby", "s", "samp", "small", "span", "strike"}
    | {"strong", "sub", "sup", "time", "tt", "u", "var", "wbr"}
)
CARDS = frozenset({"article", "div", "li", "section", "a"})


def lines_of(root: HtmlElement) -> list[Line]:
    """Headings and lines below `root`: `- item`, `1. step`, a deeper list two spaces further in."""
    walker = Walker()
    walker.enter(root)
    walker.end_line()
    return walker.lines


def text_of(element: HtmlElement) -> str:
    """All text in an element on one line."""
    lines = [line.text if isinstance(line, Heading) else line.strip() for line in lines_of(element)]
    text = " ".join(line if line.startswith("- ") else f"{line} " for line in lines if line)
    text = squeeze(text.replace(" - ", "; ").removeprefix("- "))
    return text or squeeze(" ".join(element.xpath(".//@alt|.//@aria-label")))


class Walker:
    """Collects inline text until a block ends."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self._held = ""
        self._depth = 0
        self._marker = ""
        self._indent = ""
        self._in_item = False

    def enter(self, element: HtmlElement) -> None:
        """The text of `element` and of everything in it."""
        self._held += element.text or ""
        for child in element:
            if isinstance(child.tag, str) and child.tag not in NOT_TEXT:
                self._visit(child)
            self._held += child.tail or ""

    def end_line(self) -> None:
        """What is held becomes a line: the first of a list item behind its marker, the others below its words."""
        if text := squeeze(self._held):
            self.lines.append(self._indent + (self._marker or (INDENT if self._indent or self._in_item else "")) + text)
            self._marker = ""
        self._held = ""

    def _visit(self, element: HtmlElement) -> None:
        tag = element.tag
        if is_struck(element) or (_is_tab(element) and not _in_heading(element)):
            return
        if (question := _control(element)) is not None:
            self._fold(question, [])
        elif tag in INLINE and not _holds_blocks(element):
            self._inline(element)
        else:
            self.end_line()
            self._block(element)
            self.end_line()

    def _inline(self, element: HtmlElement) -> None:
        if element.tag == "button" and not _in_sentence(element):
            return
        self._held += separator(self._held, element)
        self.enter(element)
        if element.tag == "a":
            self._held += contact(element)

    def _block(self, element: HtmlElement) -> None:
        tag = element.tag
        if tab := _tab_of(element):
            self._fold(tab, [element])
        elif level := _heading_level(element):
            self.lines.append(Heading(self._depth + level, text_of(element)))
            self._marker = ""
        elif tag == "table" and not _is_layout(element):
            self.lines += html_table.lines_of(element, text_of)
        elif tag in {"ul", "ol", "menu"}:
            self._list(element)
        elif tag == "dl":
            self._definitions(element)
        elif tag == "details":
            summary = element.find("summary")
            if summary is not None:
                summary.drop_tree()
            self._fold(text_of(summary) if summary is not None else "", [element])
        elif tag == "pre":
            for line in element.text_content().splitlines():
                self._held = line
                self.end_line()
        elif tag == "br":
            return
        else:
            self._scope(element)

    def _scope(self, element: HtmlElement) -> None:
        """A block whose headings end with it; a card's name comes first."""
        start = len(self.lines)
        self.enter(element)
        self.end_line()
        inner = self.lines[start:]
        is_card = _is_card(element)
        heads = [place for place, line in enumerate(inner) if isinstance(line, Heading) and line.text]
        if is_card and not heads and len(inner) > 1 and _names(inner[0]):
            inner = [Heading(self._depth + QUESTION_LEVEL, str(inner[0])), *inner[1:]]
            heads = [0]
        elif is_card and len(heads) == 1 and heads[0]:
            inner = [inner[heads[0]], *inner[: heads[0]], *inner[heads[0] + 1 :]]
        self.lines[start:] = inner
        if heads and (is_card or element.tag in {"article", "aside", "li"}):
            level = min(line.level for line in inner if isinstance(line, Heading) and line.text)
            if level > 1 and any(isinstance(line, str) for line in inner):
                self.lines.append(Heading(level, ""))

    def _list(self, element: HtmlElement) -> None:
        number = int(start) if (start := element.get("start") or "1").lstrip("-").isdecimal() else 1
        step = 1
        if element.get("reversed") is not None:
            number, step = (number if element.get("start") else len(element.findall("li"))), -1
        outer = (self._indent, self._in_item)
        if self._in_item:
            self._indent += INDENT
        for item in element:
            if not isinstance(item.tag, str) or item.tag in NOT_TEXT:
                continue
            value = item.get("value") or ""
            number = int(value) if value.isdecimal() else number
            self._marker = f"{number}. " if element.tag == "ol" else "- "
            number += step
            if item.tag == "li":
                self._in_item = not item.xpath("boolean(.//h1|.//h2|.//h3|.//h4|.//h5|.//h6)")
                self._marker = self._marker if self._in_item else ""
                self._scope(item)
            else:
                self._visit(item)
            self._marker = ""
            self._held = ""
        self._indent, self._in_item = outer

    def _definitions(self, element: HtmlElement) -> None:
        for terms, meanings in _defined(element):
            for term in terms or [""]:
                if asks(term):
                    self._fold(term, meanings)
                    continue
                inner = [line for meaning in meanings for line in lines_of(meaning)]
                if len(meanings) == len(inner) and all(isinstance(line, str) for line in inner):
                    said = "; ".join(map(str, inner))
                    self.lines.append(f"{term}: {said}" if term and said else term or said)
                else:
                    self.lines.append(f"{term}:")
                    self.lines += [line if isinstance(line, Heading) else INDENT + line for line in inner]

    def _fold(self, heading: str, content: list[HtmlElement]) -> None:
        """Lines under a heading of their own, which ends with them."""
        self.end_line()
        self.lines.append(Heading(self._depth + QUESTION_LEVEL, heading))
        self._depth += QUESTION_LEVEL
        for element in content:
            self.enter(element)
            self.end_line()
        self._depth -= QUESTION_LEVEL
        if content:
            self.lines.append(Heading(self._depth + QUESTION_LEVEL, ""))


def _heading_level(element: HtmlElement) -> int:
    if element.get("role") == "heading":
        level = element.get("aria-level") or "2"
        return int(level) if level in {"1", "2", "3", "4", "5", "6"} else 2
    return HEADINGS.get(element.tag, 0)


def _control(element: HtmlElement) -> str | None:
    """The words of a button or link that opens what follows it; None for all other elements."""
    follows = _following(element)
    if follows is None or element.xpath("boolean(ancestor::h1|ancestor::h2|ancestor::h3|ancestor::h4|ancestor::nav)"):
        return None
    key = follows.get("id") or ""
    targets = {
        (element.get(name) or "").lstrip("#") for name in ("aria-controls", "href", "data-target", "data-bs-target")
    }
    is_button = element.tag in {"button", "summary"} or element.get("role") == "button"
    opens = (bool(key) and key in targets) or (is_button and follows.tag not in INLINE) or element.get("aria-expanded")
    words = text_of(element) if opens or element.tag in {"div", "p", "span"} else ""
    named = "question" in names(element).lower() and asks(words)
    return words if words and len(words) <= 300 and (opens or named) else None


def _is_tab(element: HtmlElement) -> bool:
    toggle = element.get("data-toggle") or element.get("data-bs-toggle")
    return (element.get("role") == "tab" or toggle in {"tab", "pill"}) and not element.xpath(
        "boolean(.//h1|.//h2|.//h3|.//h4)"
    )


def _in_heading(element: HtmlElement) -> bool:
    return bool(element.xpath("boolean(ancestor::h1|ancestor::h2|ancestor::h3|ancestor::h4|ancestor::h5|ancestor::h6)"))


def _tab_of(panel: HtmlElement) -> str:
    """The words of the tab that shows a panel; none if a heading says them."""
    key = panel.get("id")
    if not key:
        return ""
    tabs = panel.getroottree().xpath(
        "//*[@id=$label or @aria-controls=$id or @href=$ref or @data-target=$ref or @data-bs-target=$ref]",
        id=key,
        ref=f"#{key}",
        label=panel.get("aria-labelledby") or "",
    )
    return next((text_of(tab) for tab in tabs if _is_tab(tab) and not _in_heading(tab)), "")


def _following(element: HtmlElement) -> HtmlElement | None:
    """What stands next to the element, or to the block that holds nothing but it."""
    found = element.getnext()
    if element.tag not in {"a", "button", "div", "p", "span", "summary"} or (element.tail or "").strip():
        return None
    parent = element.getparent()
    if found is None and parent is not None and len(parent) == 1 and not (parent.text or "").strip():
        found = parent.getnext()
    return found if found is not None and isinstance(found.tag, str) else None


def _in_sentence(button: HtmlElement) -> bool:
    parent = button.getparent()
    texts = [parent.text, *(child.tail for child in parent)]
    return parent.tag in {*HEADINGS, "p", "td", "th", "dt", "dd", "summary"} or any(
        (text or "").strip() for text in texts
    )


def _holds_blocks(element: HtmlElement) -> bool:
    return any(
        isinstance(below.tag, str) and below.tag not in INLINE | NOT_TEXT | {"img", "br", "source"}
        for below in element.iterdescendants()
    )


def _is_layout(table: HtmlElement) -> bool:
    """True for a table that places blocks instead of naming cells."""
    if table.get("role") in {"presentation", "none"}:
        return True
    blocks = table.xpath("boolean(.//table|.//td//h1|.//td//h2|.//td//h3)") and not table.xpath(
        "boolean(./tr/th|./*/tr/th)"
    )
    return bool(blocks) or (len(table.xpath(".//tr")) == 1 and not table.xpath("boolean(.//th)"))


def _is_card(element: HtmlElement) -> bool:
    """True if a neighbour is built alike and there are words in both."""
    if element.tag not in CARDS:
        return False
    parent = element.getparent()
    alike = (
        [one for one in parent if one.tag == element.tag and one.get("class") == element.get("class")]
        if parent is not None
        else []
    )
    return len(alike) > 1 and (bool(element.get("class")) or element.tag == "article") and len(element) > 1


def _names(line: Line) -> bool:
    return (
        isinstance(line, str) and len(line.split()) <= LONGEST_TITLE and line[:1].isalpha() and line[-1] not in ".:;,!"
    )


def _defined(element: HtmlElement) -> Iterator[tuple[list[str], list[HtmlElement]]]:
    """(terms, their meanings) of a definition list, whether or not its groups are wrapped."""
    terms, meanings = list[str](), list[HtmlElement]()
    for entry in element.xpath("./dt|./dd|./div/dt|./div/dd"):
        if entry.tag == "dd":
            meanings.append(entry)
            continue
        if meanings:
            yield terms, meanings
            terms, meanings = [], []
        terms.append(text_of(entry))
    if terms or meanings:
        yield terms, meanings
