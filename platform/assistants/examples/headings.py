"""Turns the headings of a page into questions about what stands under them."""

import re
from pathlib import Path

from assistants.examples.person import as_customer
from assistants.examples.sentences import chosen
from assistants.examples.vocabulary import NO_NAMES, Vocabulary
from assistants.words import content_words

LONGEST_WORDS = 7
_DULL = frozenset((Path(__file__).parents[1] / "data" / "dull_headings.txt").read_text("utf-8").split())
_TEMPLATES = (
    "What should I know about {h}?",
    "Can you tell me about {h}?",
    "Do you have any information about {h}?",
    "What can you tell me about {h}?",
)


def ask_heading(heading: str, vocabulary: Vocabulary = NO_NAMES) -> str | None:
    """A question for the last part of a heading path ("Returns › Sale items"), or None for one that says too little."""
    last = heading.split("›")[-1].strip(" :.-–")
    if last.endswith("?"):
        return last
    matter = [word for word in content_words(last) if word not in _DULL]
    if not matter or len(last.split()) > LONGEST_WORDS or re.match(r"^(?:step )?\d", last, re.IGNORECASE):
        return None
    spoken = as_customer(vocabulary.lowered(last))
    if spoken.startswith(("in the ", "in your ")):
        return f"What is {spoken}?"
    if how := re.match(r"^how to (?P<p>.+)$", spoken, re.IGNORECASE):
        return f"How do I {how['p']}?"
    return chosen(_TEMPLATES, last).format(h=spoken)
