"""Questions that a page declares for search engines: schema.org's FAQPage in JSON-LD."""

import json
from collections.abc import Iterator
from typing import Any

from lxml import html
from lxml.html import HtmlElement

from knowledge.reading.outcome import Pair
from knowledge.reading.walk import lines_of

DEEPEST = 8


def pairs_of(root: HtmlElement) -> list[Pair]:
    """The declared pairs, their answers without markup. Blocks that are not JSON are passed over."""
    found: list[Pair] = []
    for script in root.xpath("//script[@type='application/ld+json']"):
        try:
            body = json.loads(script.text or "", strict=False)
        except (ValueError, RecursionError):
            continue
        found += filter(None, map(_pair, _questions(body, DEEPEST)))
    return found


def _questions(node: Any, depth: int) -> Iterator[dict[str, Any]]:
    if isinstance(node, list):
        for entry in node:
            yield from _questions(entry, depth)
    elif isinstance(node, dict) and depth:
        if node.get("@type") == "Question":
            yield node
        for below in ("@graph", "mainEntity", "hasPart"):
            yield from _questions(node.get(below), depth - 1)


def _pair(node: dict[str, Any]) -> Pair | None:
    answer = node.get("acceptedAnswer")
    if isinstance(answer, list):
        answer = answer[0] if answer else None
    said = answer.get("text") if isinstance(answer, dict) else None
    asked = node.get("name")
    if not isinstance(asked, str) or not isinstance(said, str) or not said.strip():
        return None
    lines = lines_of(html.fragment_fromstring(said, create_parent="div"))
    return Pair(asked, "\n".join(line for line in lines if isinstance(line, str)))
