"""An HTML element as headings and lines, in reading order."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from lxml.html import HtmlElement

from knowledge.reading import rows
from knowledge.reading.outline import Heading, Line, squeeze

HEADINGS = {f"h{level}": level for level in range(1, 7)}
QUESTION_LEVEL = 7
NEVER_TEXT = frozenset(
    {"script", "style", "noscript", "template", "svg", "math", "canvas", "nav", "aside", "iframe", "object", "head"}
    | {"audio", "video", "picture", "button", "select", "input", "textarea", "dialog"}
)
INLINE = frozenset(
    {"a", "abbr", "b", "bdi", "bdo", "cite", "code", "data", "del", "dfn", "em", "font", "hi", "i", "ins", "kbd"}
    | {"label", "mark", "q", "ref", "s", "samp", "small", "span", "strong", "sub", "sup", "time", "tt", "u", "var"}
    | {"wbr"}
)
FURNITURE = re.compile(r"\b(breadcrumbs?|cookie\S*|skip-link)\b", re.I)


def lines_of(root: HtmlElement, skip: Collection[str] = ()) -> list[Line]:
    """Headings and lines below `root`; elements named in `skip` are passed over."""
    walker = Walker(skip)
    walker.enter(root)
    walker.end_line()
    return walker.lines


class Walker:
    """Collects inline text until a block ends."""

    def __init__(self, skip: Collection[str]) -> None:
        self.lines: list[Line] = []
        self._skip = NEVER_TEXT.union(skip)
        self._held: list[str] = []

    def enter(self, element: HtmlElement) -> None:
        """The text of `element` and of everything in it, but for a summary, which heads its details."""
        self._hold(element.text)
        for child in element:
            if isinstance(child.tag, str) and child.tag != "summary" and not self._is_furniture(child):
                self._visit(child)
            self._hold(child.tail)

    def end_line(self, prefix: str = "") -> None:
        """What is held becomes a line."""
        if text := squeeze("".join(self._held)):
            self.lines.append(prefix + text)
        self._held.clear()

    def _hold(self, text: str | None) -> None:
        if text:
            self._held.append(text)

    def _is_furniture(self, element: HtmlElement) -> bool:
        names = f"{element.get('class') or ''} {element.get('id') or ''}"
        return element.tag in self._skip or bool(FURNITURE.search(names))

    def _visit(self, element: HtmlElement) -> None:
        if element.tag in INLINE:
            self.enter(element)
            return
        self.end_line()
        if element.tag in HEADINGS:
            self.lines.append(Heading(HEADINGS[element.tag], _text(element)))
        elif element.tag in {"table", "dl", "details"}:
            {"table": self._table, "dl": self._definitions, "details": self._details}[element.tag](element)
        else:
            self.enter(element)
            self.end_line("- " if element.tag == "li" else "")

    def _table(self, table: HtmlElement) -> None:
        trs = [tr for tr in table.iter("tr") if next(tr.iterancestors("table"), None) is table]
        if len({len(tr.xpath("./td|./th")) for tr in trs}) == 1 and len(trs) == 1:
            for cell in trs[0]:
                self.enter(cell)
                self.end_line()
            return
        cells = [[_text(cell) for cell in tr.xpath("./td|./th")] for tr in trs]
        headed = bool(trs) and all(cell.tag == "th" or cell.getparent().getparent().tag == "thead" for cell in trs[0])
        self.lines += rows.lines(cells, headed=headed)

    def _definitions(self, element: HtmlElement) -> None:
        for term, meaning in _defined(element):
            if term.endswith("?"):
                self._question(term, meaning)
            else:
                self.lines.append(f"{term}: {' '.join(map(_text, meaning))}")

    def _details(self, element: HtmlElement) -> None:
        summary = element.find("summary")
        self._question(_text(summary) if summary is not None else "", [element])

    def _question(self, asked: str, answer: list[HtmlElement]) -> None:
        """Lines under a heading of their own, which ends with them."""
        self.lines.append(Heading(QUESTION_LEVEL, asked))
        for element in answer:
            self.enter(element)
            self.end_line()
        self.lines.append(Heading(QUESTION_LEVEL, ""))


def _defined(element: HtmlElement) -> Iterator[tuple[str, list[HtmlElement]]]:
    """(term, its meanings) of a definition list, whether or not its groups are wrapped."""
    term, meanings = "", list[HtmlElement]()
    for entry in element.iter("dt", "dd"):
        if entry.tag == "dd":
            meanings.append(entry)
            continue
        if meanings:
            yield term, meanings
        term, meanings = _text(entry), []
    if meanings:
        yield term, meanings


def _text(element: HtmlElement) -> str:
    """All text in an element on one line, a space between its blocks."""
    return squeeze(" ".join(part for part in element.itertext() if isinstance(part, str)))
