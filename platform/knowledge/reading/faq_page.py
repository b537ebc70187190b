"""Questions that a page declares for search engines: schema.org's FAQPage in JSON-LD."""

import json
import re
from collections.abc import Iterator
from html import unescape
from typing import Any

from lxml import html
from lxml.html import HtmlElement

from knowledge.reading.outcome import Pair
from knowledge.reading.outline import Heading
from knowledge.reading.walk import lines_of

DEEPEST = 12
DEEPEST_ESCAPE = 3
JSON_LD = re.compile(r"\s*application/ld\+json\b", re.I)
WRAPPER = re.compile(r"^\s*(?://|/\*)?\s*(?:<!\[CDATA\[|<!--)\s*(?:\*/)?|(?://|/\*)?\s*(?:\]\]>|-->)\s*(?:\*/)?\s*$")
MARKUP = re.compile(r"</?[a-z][a-z0-9]*(?:\s[^<>]*)?/?>", re.I)


def pairs_of(root: HtmlElement) -> list[Pair]:
    """The declared pairs, their answers without markup. Blocks that are not JSON are passed over."""
    found: list[Pair] = []
    for script in root.iter("script"):
        if not JSON_LD.match(script.get("type") or ""):
            continue
        try:
            body = json.loads(WRAPPER.sub("", script.text or "").strip().rstrip(";"), strict=False)
        except (ValueError, RecursionError):
            continue
        nodes = list(_nodes(body, DEEPEST))
        named = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str) and len(node) > 1}
        found += filter(None, (_pair(node, named) for node in nodes if _is_question(node)))
    return found


def _nodes(node: Any, depth: int) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        yield node
        node = list(node.values())
    if isinstance(node, list) and depth:
        for entry in node:
            yield from _nodes(entry, depth - 1)


def _is_question(node: dict[str, Any]) -> bool:
    types = node.get("@type")
    return any(
        re.split(r"[/:#]", str(name))[-1] == "Question" for name in (types if isinstance(types, list) else [types])
    )


def _pair(node: dict[str, Any], named: dict[str, dict[str, Any]]) -> Pair | None:
    asked = _first_text(node, named, ("name", "text", "headline"))
    said = _first_text(node.get("acceptedAnswer"), named, ("text", "description", "name"))
    question, answer = " ".join(_plain(asked).split()), _plain(said)
    return Pair(question, answer) if question and answer else None


def _first_text(value: Any, named: dict[str, dict[str, Any]], keys: tuple[str, ...]) -> str:
    """The text of a node that is written as a text, an object, a reference, or a list of them."""
    if isinstance(value, list):
        return next(filter(None, (_first_text(one, named, keys) for one in value)), "")
    if isinstance(value, dict):
        full = named.get(value.get("@id", ""), value) if isinstance(value.get("@id", ""), str) else value
        return next((_first_text(full[key], {}, ("@value",)) for key in keys if full.get(key)), "")
    return value if isinstance(value, str) else ""


def _plain(text: str) -> str:
    """Text without markup, however often its entities were escaped."""
    for _ in range(DEEPEST_ESCAPE):
        if (plain := unescape(text)) == text or MARKUP.search(text):
            break
        text = plain
    if not MARKUP.search(text):
        return text.strip()
    lines = lines_of(html.fragment_fromstring(text, create_parent="div"))
    return "\n".join(line.text if isinstance(line, Heading) else line for line in lines).strip()
