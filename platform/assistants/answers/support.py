"""Whether an answer holds only what the passages say: numbers, prices, dates and names. Pure."""

import re
from collections.abc import Sequence

from assistants.words import content_words, overlap
from knowledge.search import Hit

NUMBER = re.compile(r"\d+(?:[.,:/]\d+)*")
NAME = re.compile(r"(?<=[a-z,;] )[A-Z][\w’'-]+")
ADDRESS = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+|https?://[^\s)\]]+|www\.[^\s)\]]+")
LEAST_SHARED = 0.5
"""Share of an answer's content words that the passages must hold: a paraphrase has some of its own."""
SHORT = 3


def unsupported(answer: str, hits: Sequence[Hit]) -> bool:
    """Whether the answer says a number, a name or an address that no passage says, or mostly words of its own."""
    said = " ".join(f"{hit.title} {hit.heading} {hit.text}" for hit in hits)
    lower = said.lower()
    numbers = set(NUMBER.findall(said))
    if any(number not in numbers and _plain(number) not in map(_plain, numbers) for number in _numbers(answer)):
        return True
    named = [*NAME.findall(answer), *ADDRESS.findall(answer)]
    if any(name.lower().rstrip(".,;:'’s") not in lower for name in named):
        return True
    return len(content_words(answer)) > SHORT and overlap(answer, said) < LEAST_SHARED


def _numbers(answer: str) -> list[str]:
    """The numbers of an answer, but for those that count its own items."""
    return NUMBER.findall(re.sub(r"(?m)^\s*\d{1,2}[.)]\s", "", answer))


def _plain(number: str) -> str:
    return re.sub(r"[.,](?=\d{3}\b)", "", number).replace(",", ".")
