"""What an answer rests on, as a visitor sees it."""

from collections.abc import Sequence
from typing import Literal, NotRequired, TypedDict

from assistants.answers.compose import label
from assistants.answers.read import Answer
from assistants.words import overlap, sentences
from knowledge.search import Hit
from tuning.job import prompt


class Cited(TypedDict):
    """One source. `n` is the number in the text; `quote` is the sentence that supports it best.

    `visitor`: it is a file of the visitor's own.
    """

    n: int
    title: str
    url: str
    heading: str
    quote: str
    visitor: NotRequired[Literal[True]]


def sources(answer: Answer, hits: Sequence[Hit]) -> list[Cited]:
    """The cited passages in order of first use."""
    return [_cited(number, hits[number - 1], answer.text) for number in answer.citations]


def quote(text: str, passage: str) -> str:
    """The sentence of `passage` that shares most words with `text`; the first one of equals."""
    said = prompt.strip_citations(text)
    return max(sentences(passage) or [passage], key=lambda sentence: overlap(said, sentence))


def _cited(number: int, hit: Hit, text: str) -> Cited:
    cited = Cited(
        n=number,
        title=hit.title or label("", hit.heading),
        url=hit.url,
        heading=hit.heading,
        quote=quote(text, hit.text),
    )
    if hit.visitors:
        cited["visitor"] = True
    return cited
