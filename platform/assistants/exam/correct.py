"""Whether an answer in its own words is complete: by accepted answers, or by the facts that it has to hold."""

import re
from collections.abc import Sequence

_REFUSAL = re.compile(
    r"could not find|couldn't find|did not find|\bsorry\b|do(?:es)? not (?:hold|contain|mention|provide|specify|say)"
    r"|not (?:mentioned|provided|specified|stated)|no information|cannot answer|ask our team",
    re.IGNORECASE,
)
_MARK = re.compile(r"\[\d+\]")
_TOKEN = re.compile(r"[\w%€$£°.+-]+")
SHORT_REFUSAL = 160
HALF = 0.5


def refuses(text: str) -> bool:
    """Whether it says, anywhere, that there is no answer."""
    return _REFUSAL.search(text) is not None


def is_refusal(text: str) -> bool:
    """Whether it is that and little else."""
    return refuses(text) and len(text) < SHORT_REFUSAL


def correctness(text: str, golds: Sequence[str], facts: Sequence[Sequence[str]] = ()) -> float:
    """1 if an accepted answer stands in it, or a wording of every group of facts; 0.5 for half of the groups; else 0.

    A short text that refuses is worth nothing, whatever words it holds.
    """
    if is_refusal(text):
        return 0.0
    said = f" {_plain(text)} "
    if any(_holds(said, gold) for gold in golds):
        return 1.0
    share = sum(any(_holds(said, wording) for wording in group) for group in facts) / len(facts) if facts else 0.0
    return 1.0 if share == 1 else HALF if share >= HALF else 0.0


def _holds(said: str, wording: str) -> bool:
    return f" {_plain(wording)} " in said


def _plain(text: str) -> str:
    """Lower case words, numbers and units; no punctuation between them, no citation marks."""
    tokens = _TOKEN.findall(_MARK.sub("", text.lower()).replace("\u2019", "'"))
    return " ".join(tokens).replace(". ", " ").strip(". ")
