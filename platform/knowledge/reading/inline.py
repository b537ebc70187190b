"""How neighbouring pieces of inline text are put together: words are neither glued nor torn, prices stay prices."""

from __future__ import annotations

import re
from urllib.parse import unquote

from lxml.html import HtmlElement

CURRENCY = "€$£¥₹₽₩₺₴₪฿₫¢"
CENTS = re.compile(rf"^\s*\d\d\s*[{CURRENCY}]?\s*$")
CENTS_BY_NAME = re.compile(r"cent|decimal|fraction|pence", re.I)
OLD_BY_NAME = re.compile(
    r"(?:^|[\s_-])(?:old-?price|price-?(?:old|was)|was-?price|strike(?:d|through)?|line-through)\b", re.I
)
STRUCK = re.compile(r"line-through", re.I)


def is_struck(element: HtmlElement) -> bool:
    """True for what the page strikes out: it holds no longer."""
    named = element.get("class") or ""
    return element.tag in {"del", "s", "strike"} or bool(
        OLD_BY_NAME.search(named) or STRUCK.search(element.get("style") or "")
    )


def separator(before: str, element: HtmlElement) -> str:
    """What stands between the text so far and the text of an inline element that follows without white space."""
    text = element.text_content()
    if not before or before[-1].isspace() or not text or text[0].isspace():
        return ""
    if element.tag in {"sup", "small"} or CENTS_BY_NAME.search(element.get("class") or ""):
        if before[-1].isdigit() and text[0].isdigit():
            if not CENTS.match(text) or element.xpath("boolean(.//a)"):
                return " "
            return "," if re.search(r"\.\d{3}$", before) else "."
        return " " if element.tag == "sup" and text.isdigit() and re.search(r"[^\W\d_]{3,}$", before) else ""
    if element.tag in {"sub", "wbr"}:
        return ""
    twin = element.getprevious()
    adjacent = twin is not None and not twin.tail and twin.tag not in {"sup", "sub", "wbr", "br"}
    if not adjacent:
        return (
            " "
            if element.get("class")
            and before[-1].isalpha()
            and re.match(rf"[{CURRENCY}\d]\S*\d|\d", text)
            and re.search(r"[^\W\d_]{3,}$", before)
            else ""
        )
    return " " if _are_words(before, text, _differ(twin, element)) else ""


def _are_words(before: str, text: str, differ: bool) -> bool:
    left, right = before[-1], text[0]
    if left in f".,([{{-–/{CURRENCY}" or right in ".,;:!?)]}%-–/'’":
        return False
    if left.isalpha() and right.isalpha():
        last = re.split(r"\s", before)[-1]
        return differ or (len(last) > 1 and left.islower() and (right.isupper() or (" " in before and len(text) > 3)))
    return differ or left.isdigit() != right.isdigit()


def _differ(one: HtmlElement, other: HtmlElement) -> bool:
    classes = (one.get("class"), other.get("class"))
    return one.tag != other.tag or (all(classes) and classes[0] != classes[1])


def contact(link: HtmlElement) -> str:
    """The mail address or number of a link that does not show it, to be put behind its words."""
    scheme, colon, target = (link.get("href") or "").strip().partition(":")
    if not colon or scheme.lower() not in {"mailto", "tel", "sms"}:
        return ""
    address = unquote(target.partition("?")[0]).strip()
    shown = link.text_content()
    if address.casefold() in shown.casefold():
        return ""
    digits = re.sub(r"\D", "", shown)
    if scheme.lower() != "mailto" and len(digits) >= 5 and re.sub(r"\D", "", address).endswith(digits.lstrip("0")):
        return ""
    return f" ({address})" if shown.strip() else address
