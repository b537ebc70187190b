"""Which paragraphs are headings, and of which level, by their own word or by their style's."""

from __future__ import annotations

import re
from functools import cached_property

from lxml.etree import _Element

from knowledge.reading.archive import attribute

BODY_LEVEL = 9
NAMED = re.compile(
    r"^(?:heading|überschrift|titre|título|titolo|kop|nagłówek|rubrik|overskrift|otsikko|nadpis|naslov|címsor|titlu|"
    r"заголовок|başlık|标题|標題|見出し|제목|عنوان|כותרת)\s*(\d)$",
    re.I,
)
TITLE = frozenset({"title", "titel", "titre principal", "tytuł", "titolo"})


class Styles:
    """The styles of a document by their ids; a style takes from the one that it is based on."""

    def __init__(self, root: _Element | None) -> None:
        found = root.findall("{*}style") if root is not None else []
        self._styles = {attribute(style, "styleId"): style for style in found}

    @cached_property
    def _default(self) -> str:
        for name, style in self._styles.items():
            if attribute(style, "type") == "paragraph" and attribute(style, "default") in {"1", "true"}:
                return name
        return ""

    def chain(self, paragraph: _Element) -> list[_Element]:
        """The paragraph's style and those that it is based on, nearest first."""
        name = attribute(paragraph.find("{*}pPr/{*}pStyle"), "val") or self._default
        found: list[_Element] = []
        while (style := self._styles.get(name)) is not None and style not in found:
            found.append(style)
            name = attribute(style.find("{*}basedOn"), "val")
        return found

    def level(self, paragraph: _Element) -> int | None:
        """The heading's level (0: the title); None for a paragraph that is no heading."""
        chain = self.chain(paragraph)
        for properties in (paragraph, *chain):
            if (outline := attribute(properties.find("{*}pPr/{*}outlineLvl"), "val")).isdigit():
                return int(outline) + 1 if int(outline) < BODY_LEVEL else None
            name = attribute(properties.find("{*}name"), "val").strip()
            if match := NAMED.match(name):
                return int(match[1])
            if name.casefold() in TITLE:
                return 0
        return None

    def is_contents(self, paragraph: _Element) -> bool:
        """A line of the table of contents, which repeats the headings."""
        names = (attribute(style.find("{*}name"), "val") for style in self.chain(paragraph))
        return any(re.match(r"toc \d", name, re.I) for name in names)
