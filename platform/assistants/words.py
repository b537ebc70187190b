"""Words and sentences of short English texts, for comparing answers with what they rest on."""

import re
from pathlib import Path

STOP_WORDS = frozenset((Path(__file__).parent / "data" / "stop_words.txt").read_text("utf-8").split())
_WORD = re.compile(r"\w+(?:[.,:'’]\w+)*")
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"'”’)\]]*\s+(?=[\"'“‘(\[]?[A-Z0-9])|\n+")
_ABBREVIATION = re.compile(
    r"(?:\b(?:[A-Z]|Mr|Mrs|Ms|Dr|Prof|St|No|vs|etc|e\.g|i\.e|approx|Inc|Ltd|Co|Jr|Sr|a\.m|p\.m))\.$"
)


def words(text: str) -> list[str]:
    """The words and numbers of a text in lower case, in order."""
    return _WORD.findall(text.lower())


def content_words(text: str) -> list[str]:
    """Its words without those that carry no matter of their own."""
    return [word for word in words(text) if word not in STOP_WORDS]


def sentences(text: str) -> list[str]:
    """The sentences of a text; a line break ends one too, an abbreviation's dot does not."""
    found: list[str] = []
    for piece in _SENTENCE_END.split(text):
        if found and _ABBREVIATION.search(found[-1]):
            found[-1] = f"{found[-1]} {piece.strip()}"
        elif piece.strip():
            found.append(piece.strip())
    return found


def overlap(wanted: str, text: str) -> float:
    """Share of the content words of `wanted` that `text` holds, in [0, 1]; 0 where it has none."""
    asked = set(content_words(wanted))
    return len(asked & set(content_words(text))) / len(asked) if asked else 0.0


def similarity(one: str, other: str) -> float:
    """Jaccard similarity of two texts' words, in [0, 1]."""
    left, right = set(words(one)), set(words(other))
    return len(left & right) / len(left | right) if left | right else 0.0
