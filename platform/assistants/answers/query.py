"""What a message asks, when it leans on the one before it. Pure."""

import re
from collections.abc import Sequence
from typing import Final

from assistants.words import content_words, words
from serving.client import Message

SHORT: Final = 3
MAX_READINGS: Final = 6
MAX_SUBSTITUTE: Final = 4
"""Words of a message that can stand in the place of one of the question before."""
OPENING = re.compile(r"^(?:(?:and|or|but|ok|okay|so|then|also|what about|how about|what of)\b[\s,]*)+", re.IGNORECASE)
POINTING = re.compile(
    r"\b(?:it|its|that|this|those|these|they|them|their|he|she|him|her|one|ones|there|same)\b", re.IGNORECASE
)
LEANING = re.compile(
    rf"{POINTING.pattern}|\b(?:then|else)\b"
    r"|^(?:and|or|but|what about|how about|what if|if|why|really|ok|yes|no|to which|whom|which one|when|for)\b",
    re.IGNORECASE,
)
ASKING = re.compile(
    r"^(?:who|whom|what|when|where|why|which|how|is|are|do|does|did|can|could|will|would|may|must)\b", re.I
)


def search_query(question: str, history: Sequence[Message] = ()) -> str:
    """The question, with the visitor's previous one in front when it is short or points back ("And to Spain?")."""
    previous = _previous(question, history)
    return f"{previous} {question}" if previous else question


def readings(question: str, history: Sequence[Message] = ()) -> list[str]:
    """What the question may mean by itself, at most six ways; itself alone unless it leans on what was said before.

    "And the blue?" after "how wide is the red?" may be "how wide is the blue?": each word of the question before gives
    way to it once. "How long is it valid?" may be about each thing of the question before.
    """
    previous = _previous(question, history).rstrip("?!. ")
    if not previous:
        return [question]
    rest = OPENING.sub("", question.strip()).rstrip("?!. ")
    things = [word for word in dict.fromkeys(content_words(previous)) if not word.isdigit()][::-1]
    pointing = POINTING.search(rest)
    found = [f"{previous} {rest}"]
    if pointing:
        found += [POINTING.sub(thing, rest, count=1) for thing in things]
    elif rest and len(rest.split()) <= MAX_SUBSTITUTE and not ASKING.match(rest):
        found += [re.sub(rf"\b{re.escape(thing)}\b", rest, previous, count=1, flags=re.I) for thing in things]
    return [*list(dict.fromkeys(found))[: MAX_READINGS - 1], question]


def _previous(question: str, history: Sequence[Message]) -> str:
    """The visitor's previous question if this one leans on it."""
    asked = next((turn["content"] for turn in reversed(history) if turn["role"] == "user"), "")
    return asked if len(words(question)) <= SHORT or LEANING.search(question.strip()) else ""
