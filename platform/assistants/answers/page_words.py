"""An answer in the page's own words: given where it holds them, and shown for what it is where it holds nearly that."""

from collections.abc import Sequence
from typing import Final

from assistants.answers.evidence import Evidence, Outcome
from assistants.answers.read import Answer
from assistants.phrases import phrase
from knowledge.search import Hit

NOT_EXACTLY: Final = "I did not find exactly that. Here is what the page says:"
QUOTED_WORDS: Final = 60
SURE, MAYBE = 0.5, 0.25
"""Calibrated probabilities from which a question is answered, and from which the page is quoted instead."""


def outcome(evidence: Sequence[Evidence]) -> Outcome:
    """What is done with a question, by the surest of its parts."""
    sure = [one.sure for one in evidence]
    if max(sure) >= SURE:
        return Outcome.ANSWER
    return Outcome.PARTIAL if max(sure) >= MAYBE else Outcome.REFUSE


def in_page_words(
    evidence: Sequence[Evidence],
    hits: Sequence[Hit],
    refusal: str,
    languages: Sequence[str] = (),
    *,
    brief: bool = False,
) -> Answer:
    """What is said to a question whose parts have this evidence; each passage is one of `hits`.

    `brief`: in as few words as answer.
    """
    decided = outcome(evidence)
    if decided is Outcome.REFUSE:
        return Answer(refusal, refused=True)
    least = SURE if decided is Outcome.ANSWER else MAYBE
    said = list({one.words: one for one in evidence if one.sure >= least}.values())
    numbers = [hits.index(one.hit) + 1 for one in said]
    chosen = [one.phrase if brief and decided is Outcome.ANSWER else one.words for one in said]
    texts = [_cited(words, number) for words, number in zip(chosen, numbers, strict=True)]
    citations = list(dict.fromkeys(numbers))
    if decided is Outcome.ANSWER:
        return Answer("\n\n".join(texts), citations)
    quoted = "\n".join(f"> {line}" for line in _cited(_short(said[0].words), numbers[0]).split("\n"))
    return Answer(f"{phrase(NOT_EXACTLY, languages)}\n\n{quoted}", citations[:1], partial=True)


def _short(words: str) -> str:
    """The first lines: what is not exactly asked for is not told at length."""
    lines = words.split("\n")
    kept = [line for n, line in enumerate(lines) if n == 0 or len(" ".join(lines[: n + 1]).split()) <= QUOTED_WORDS]
    return "\n".join(kept)


def _cited(words: str, number: int) -> str:
    """The words with their mark: behind the line that leads a list or a table, else at the end, below a table."""
    first, *rest = words.split("\n")
    table = words.split("\n")[-1].startswith("|")
    if rest and not first.startswith("|") and (table or first.endswith(":")):
        return "\n".join([f"{first} [{number}]", *rest])
    return f"{words}\n\n[{number}]" if table else f"{words} [{number}]"
