"""Turns a business's words ("your order", "we ship") into a customer's ("my order", "you ship")."""

import re

_SWAPS = {
    "you are": "I am",
    "you're": "I'm",
    "you were": "I was",
    "you have": "I have",
    "you've": "I've",
    "you'll": "I'll",
    "yourself": "myself",
    "yours": "mine",
    "your": "my",
    "we're": "you're",
    "we've": "you've",
    "we'll": "you'll",
    "we": "you",
    "us": "you",
    "ours": "yours",
    "our": "your",
    "ourselves": "yourselves",
}
_BEFORE_OBJECT = (
    r"to|for|with|from|by|of|on|at|about|between|behind|give|gives|send|sends|sent|tell|tells|email|e-mail|charge|"
    r"charges|offer|offers|refund|refunds|help|helps|let|lets|call|show|shows|reach|contact|notify|inform|cost|costs"
)
_WORDS = re.compile(
    rf"\b(?:(?P<before>(?:{_BEFORE_OBJECT}) )you|(?P<fixed>{'|'.join(sorted(_SWAPS, key=len, reverse=True))})"
    r"|(?P<subject>you))\b",
    re.IGNORECASE,
)


def as_customer(text: str) -> str:
    """The same words from the other side of the counter."""
    return _WORDS.sub(_swap, text)


def _swap(match: re.Match[str]) -> str:
    if match["before"]:
        return f"{match['before']}me"
    return _SWAPS[match["fixed"].lower()] if match["fixed"] else "I"
