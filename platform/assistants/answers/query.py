"""What to search for, when a question leans on the one before it."""

import re
from collections.abc import Sequence

from assistants.words import words
from serving.client import Message

SHORT = 3
_LEANING = re.compile(
    r"\b(?:it|its|that|this|those|these|they|them|their|he|she|him|her|one|ones|there|then|same|else)\b"
    r"|^(?:and|or|but|what about|how about|why|really|ok|yes|no)\b",
    re.IGNORECASE,
)


def search_query(question: str, history: Sequence[Message] = ()) -> str:
    """The question, with the visitor's previous one in front when it is short or points back ("And to Spain?")."""
    previous = next((turn["content"] for turn in reversed(history) if turn["role"] == "user"), "")
    leans = len(words(question)) <= SHORT or _LEANING.search(question.strip())
    return f"{previous} {question}" if previous and leans else question
