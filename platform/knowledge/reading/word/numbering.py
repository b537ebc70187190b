"""The marks of list items: "-" for bullets, and the numbers that Word counts."""

from __future__ import annotations

import re
from collections import defaultdict

from lxml.etree import _Element

from knowledge.reading.archive import attribute
from knowledge.reading.word.styles import Styles

ROMAN = tuple(
    zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        ("m", "cm", "d", "cd", "c", "xc", "l", "xl", "x", "ix", "v", "iv", "i"),
        strict=True,
    )
)


class Numbering:
    """Counts the items of each list in reading order."""

    def __init__(self, root: _Element | None, styles: Styles) -> None:
        self._styles = styles
        lists = root.findall("{*}num") if root is not None else []
        abstract = root.findall("{*}abstractNum") if root is not None else []
        self._lists = {attribute(one, "numId"): one for one in lists}
        self._abstract = {attribute(one, "abstractNumId"): one for one in abstract}
        self._counts: dict[str, dict[int, int]] = defaultdict(dict)
        self._started: set[tuple[str, int]] = set()

    def mark(self, paragraph: _Element) -> str:
        """The mark before a paragraph, such as "-" or "3."; empty for one that is no item."""
        number, level = self._place(paragraph)
        definition = self._level(number, level)
        if definition is None:
            return ""
        text, kind = attribute(definition.find("{*}lvlText"), "val"), attribute(definition.find("{*}numFmt"), "val")
        if kind == "bullet":
            return "-"
        self._count(number, level)
        if kind == "none" and "%" not in text:
            return text.strip()
        return re.sub(r"%(\d)", lambda match: self._written(number, int(match[1]) - 1), text).strip()

    def _place(self, paragraph: _Element) -> tuple[str, int]:
        number = level = ""
        for properties in (paragraph, *self._styles.chain(paragraph)):
            place = properties.find("{*}pPr/{*}numPr")
            number = number or attribute(place.find("{*}numId") if place is not None else None, "val")
            level = level or attribute(place.find("{*}ilvl") if place is not None else None, "val")
        return number, int(level) if level.isdigit() else 0

    def _level(self, number: str, level: int) -> _Element | None:
        if (one := self._lists.get(number)) is None:
            return None
        for override in one.findall("{*}lvlOverride"):
            if attribute(override, "ilvl") == str(level) and (found := override.find("{*}lvl")) is not None:
                return found
        abstract = self._abstract.get(attribute(one.find("{*}abstractNumId"), "val"))
        levels = abstract.findall("{*}lvl") if abstract is not None else []
        return next((found for found in levels if attribute(found, "ilvl") == str(level)), None)

    def _start(self, number: str, level: int) -> int:
        definition = self._level(number, level)
        start = attribute(definition.find("{*}start"), "val") if definition is not None else ""
        return int(start) if start.isdigit() else 1

    def _count(self, number: str, level: int) -> None:
        counts = self._counts[attribute(self._lists[number].find("{*}abstractNumId"), "val")]
        restart = self._restart(number, level) if (number, level) not in self._started else None
        self._started.add((number, level))
        if restart is not None:
            counts[level] = restart
        else:
            counts[level] = counts[level] + 1 if level in counts else self._start(number, level)
        for deeper in [one for one in counts if one > level]:
            del counts[deeper]

    def _restart(self, number: str, level: int) -> int | None:
        for override in self._lists[number].findall("{*}lvlOverride"):
            start = attribute(override.find("{*}startOverride"), "val")
            if attribute(override, "ilvl") == str(level) and start.isdigit():
                return int(start)
        return None

    def _written(self, number: str, level: int) -> str:
        counts = self._counts[attribute(self._lists[number].find("{*}abstractNumId"), "val")]
        definition = self._level(number, level)
        kind = attribute(definition.find("{*}numFmt"), "val") if definition is not None else ""
        return written(counts.get(level, self._start(number, level)), kind)


def written(count: int, kind: str) -> str:
    """A number in one of Word's formats; decimal where it is not one of letters or Roman numerals."""
    if kind.endswith("Letter") and count > 0:
        text = chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 + 1)
    elif kind.endswith("Roman") and 0 < count < 4000:
        text, left = "", count
        for value, numeral in ROMAN:
            text, left = text + numeral * (left // value), left % value
    else:
        return f"0{count}" if kind == "decimalZero" and count < 10 else str(count)
    return text.upper() if kind.startswith("upper") else text
