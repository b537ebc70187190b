"""Finds what belongs to one person: e-mail addresses, phone, bank account, card and order numbers.

Only what visitors wrote is looked through, and only for what can be told by its form: names and addresses are not. What
the business publishes itself, its own hotline say, is not personal.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from assistants.words import content_words

FEWEST_WORDS = 2
"""Words that carry matter which a masked question must keep, or it asks nothing any more."""
PHONE_DIGITS, NATIONAL_DIGITS = range(8, 16), range(9, 13)
_EMAIL = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")
_IBAN = re.compile(
    r"\b[A-Z]{2}\d{2} ?[A-Z0-9]{4}(?: ?(?=[A-Z]{0,3}\d)[A-Z0-9]{4}){1,6}(?: ?\d[A-Z0-9]{0,2})?\b", re.IGNORECASE
)
_CARD = re.compile(r"(?<![\w+])\d(?:[ -]?\d){12,18}(?!\w)")
_ORDER = re.compile(
    r"(?:\b(?:order|invoice|booking|tracking|customer|reference|ticket|parcel|shipment|account|membership|contract)\b"
    r"(?:\s*(?:number|no\b\.?|nr\b\.?|id\b|code))?\s*(?:is|was)?[\s:#-]*|#)"
    r"(?P<value>(?=[A-Z0-9-]*\d{4})[A-Z0-9][A-Z0-9-]{4,})",
    re.IGNORECASE,
)
_PHONE = re.compile(r"(?<![\w.,])(?:\+|\()?\d[\d ()./-]{5,}\d(?!\w)")
_DATE_OR_DECIMAL = re.compile(r"\b\d{1,2}[./]\d{1,2}[./](?:19|20)\d\d\b|^\d+\.\d+$")
_AMERICAN = re.compile(r"\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4}")


@dataclass(frozen=True)
class Found:
    """Something personal in a text, from `start` to `end`; `kind` is what a reader is told instead."""

    kind: str
    start: int
    end: int
    value: str


@dataclass(frozen=True)
class Guard:
    """Masks what is personal but for what the business itself publishes."""

    published: frozenset[str] = field(default_factory=frozenset)

    @classmethod
    def beside(cls, texts: Iterable[str]) -> "Guard":
        """One that lets pass what stands in these texts."""
        return cls(frozenset(_plain(found.value) for text in texts for found in find(text)))

    def masked(self, text: str) -> str:
        """The text with "<e-mail>", "<phone number>" and so on in the place of what is personal."""
        for found in reversed(list(find(text))):
            if _plain(found.value) not in self.published:
                text = f"{text[: found.start]}<{found.kind}>{text[found.end :]}"
        return text

    def question(self, text: str) -> str:
        """The masked question; "" where too little is left of it to be asked."""
        masked = self.masked(text)
        left = content_words(re.sub(r"<[\w -]+>", "", masked))
        return masked if masked == text or len(left) >= FEWEST_WORDS else ""


def find(text: str) -> Iterator[Found]:
    """What is personal in a text, in its order, without overlaps; of two readings the surer."""
    taken: list[Found] = []
    for kind, pattern, is_one in _KINDS:
        for match in pattern.finditer(text):
            start, end = match.span("value") if "value" in pattern.groupindex else match.span()
            free = all(end <= found.start or found.end <= start for found in taken)
            if free and is_one(text[start:end]):
                taken.append(Found(kind, start, end, text[start:end]))
    yield from sorted(taken, key=lambda found: found.start)


def _is_iban(value: str) -> bool:
    """Check digits of ISO 13616: the rearranged number leaves 1 when divided by 97."""
    plain = _plain(value)
    return int("".join(str(int(char, 36)) for char in plain[4:] + plain[:4])) % 97 == 1


def _is_card(value: str) -> bool:
    """Luhn's check digit (ISO/IEC 7812)."""
    digits = [int(char) for char in reversed(_plain(value))]
    return sum(digits[::2]) % 10 == -sum(sum(divmod(2 * digit, 10)) for digit in digits[1::2]) % 10


def _is_phone(value: str) -> bool:
    """International, national with its leading zero, or North American: dates and amounts are none of these."""
    digits = len(_plain(value))
    if value.startswith(("+", "00")):
        return digits in PHONE_DIGITS
    national = value.lstrip("(").startswith("0") and digits in NATIONAL_DIGITS and not _DATE_OR_DECIMAL.search(value)
    return national or _AMERICAN.fullmatch(value) is not None


def _plain(value: str) -> str:
    return re.sub(r"[\W_]", "", value).lower()


_KINDS: tuple[tuple[str, re.Pattern[str], Callable[[str], bool]], ...] = (
    ("e-mail", _EMAIL, lambda value: True),
    ("bank account", _IBAN, _is_iban),
    ("card number", _CARD, _is_card),
    ("order number", _ORDER, lambda value: True),
    ("phone number", _PHONE, _is_phone),
)
