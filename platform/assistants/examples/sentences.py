"""Turns plain statements into the questions that customers ask about them, by rules.

Each rule is a pattern over one sentence; its question templates take the pattern's groups. Only sentences that stand by
themselves are used: no pronoun without its noun, no half of a comparison.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from assistants.examples.grammar import RULES, Rule
from assistants.examples.person import as_customer

LONGEST_WORDS = 40
SHORTEST_WORDS = 4
SUBJECT_WORDS = 9
ARTICLES = frozenset({"the", "a", "an", "all", "every", "each", "our", "your", "we", "you", "any", "most", "many"})
COMMON = frozenset((Path(__file__).parents[1] / "data" / "common_words.txt").read_text("utf-8").split())
_LEANING_START = re.compile(
    r"^(?:it|its|they|them|their|this|these|that|those|he|she|his|her|here|there|however|but|and|or|so|also|then|"
    r"therefore|thus|otherwise|in addition|moreover|additionally|such|both|one|some|another|others?|as a result|"
    r"instead|for example|for instance|in this|on this|at this|please note that it)\b",
    re.IGNORECASE,
)
_LEANING_SUBJECT = re.compile(
    r"\b(?:it|they|this|these|those|he|she|him|his|her|latter|former|above|below|following|same|which|who|that|one|ones|"
    r"if|when|while|because|although)\b|[;:()\[\]\"]",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Asked:
    """A question, and the span of the sentence that answers it ("" where only the sentence does)."""

    question: str
    phrase: str


def ask(sentence: str, vocabulary: frozenset[str] = frozenset()) -> Asked | None:
    """The question that a sentence answers, by the first rule that fits; None for most sentences.

    `vocabulary`: words that the business writes without a capital; a sentence's first word is lowered if it is there.
    """
    if not _stands_alone(sentence):
        return None
    plain = sentence.rstrip(".! ")
    return next((asked for rule in RULES if (asked := _apply(rule, plain, vocabulary))), None)


def lower_words(text: str) -> frozenset[str]:
    """The words of a text that occur in it without a capital letter."""
    return frozenset(re.findall(r"\b[a-z][a-z'’-]*\b", text))


def lowered(text: str, vocabulary: frozenset[str]) -> str:
    """Without the capital of a sentence's beginning, where the first word is not a name."""
    first, _, rest = text.partition(" ")
    plain = first.lower()
    written_small = {plain, plain.removesuffix("s"), f"{plain}s"} & (vocabulary | COMMON)
    common = plain in ARTICLES or (written_small and not rest[:1].isupper())
    return f"{first.lower()} {rest}".strip() if common else text


def chosen(options: Sequence[str], seed: str) -> str:
    """One of the options, always the same for the same seed."""
    return options[int.from_bytes(blake2b(seed.encode(), digest_size=4).digest()) % len(options)]


def _stands_alone(sentence: str) -> bool:
    return (
        SHORTEST_WORDS <= len(sentence.split()) <= LONGEST_WORDS
        and sentence[:1].isupper()
        and sentence.endswith((".", "!"))
        and not _LEANING_START.match(sentence)
        and "[" not in sentence
    )


def _apply(rule: Rule, plain: str, vocabulary: frozenset[str]) -> Asked | None:
    match = rule.pattern.match(plain)
    if match is None:
        return None
    parts = {name: (value or "").strip(" ,") for name, value in match.groupdict().items()}
    subject = parts.get("s", "")
    if len(subject.split()) > SUBJECT_WORDS or _LEANING_SUBJECT.search(subject):
        return None
    spoken = {name: as_customer(lowered(value, vocabulary)) for name, value in parts.items()}
    question = chosen(rule.questions, plain).format_map({**spoken, **rule.forms(match)})
    return Asked(_sentence_case(question), parts.get("a", ""))


def _sentence_case(question: str) -> str:
    question = re.sub(r"\s+", " ", question).replace(" ?", "?")
    return question[:1].upper() + question[1:]
