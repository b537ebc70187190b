"""Turns plain statements into the questions that customers ask about them, by rules.

Each rule is a pattern over one sentence; its question templates take the pattern's groups. Only sentences that stand by
themselves are used: no pronoun without its noun, no half of a comparison.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b

from assistants.examples.grammar import RULES, Rule
from assistants.examples.person import as_customer
from assistants.examples.vocabulary import NO_NAMES, Vocabulary

LONGEST_WORDS = 40
SHORTEST_WORDS = 3
SUBJECT_WORDS = 9
_LEANING_START = re.compile(
    r"^(?:it|its|they|them|their|this|these|that|those|he|she|his|her|here|there|however|but|and|or|so|also|then|"
    r"therefore|thus|otherwise|in addition|moreover|additionally|such|both|one|some|another|others?|as a result|"
    r"instead|for example|for instance|in this|on this|at this|please note that it)\b",
    re.IGNORECASE,
)
_CLAUSE_END = re.compile(
    r"; |: |, (?:and|but|which|so|because|where|while|until|if|when|not|as|shipping)\b"
    r"| (?:because|so that|before|after which|but) "
    r"| and (?:get|gets|can|are|is|has|have|takes?|costs?|goes|go|leaves?|were|was|so)\b"
)
_LEANING_SUBJECT = re.compile(
    r"\b(?:it|they|this|these|those|he|she|him|his|her|latter|former|above|below|following|same|which|who|that|one|ones|"
    r"if|when|while|because|although|we|you|is|are|was|were|has|have|what|may|can|must|everything|nothing|something)\b|[;:()\[\]\"]",
    re.IGNORECASE,
)
_ADVERBIAL = re.compile(r"^(?:in|on|at|by|for|with|from|during|after|before|under|within|without)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Asked:
    """A question, and the span of the sentence that answers it ("" where only the sentence does)."""

    question: str
    phrase: str


def ask(sentence: str, vocabulary: Vocabulary = NO_NAMES) -> Asked | None:
    """The question that a sentence answers, by the first rule that fits; None for most sentences.

    `vocabulary` says which first words are names and keep their capital.
    """
    if not _stands_alone(sentence):
        return None
    whole = sentence.rstrip(".! ")
    first = whole if whole.startswith(("If ", "To ")) else _CLAUSE_END.split(whole, maxsplit=1)[0]
    clauses = [first, whole]
    tried = (_apply(rule, clause, vocabulary) for clause in dict.fromkeys(clauses) for rule in RULES)
    return next((asked for asked in tried if asked), None)


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


def _apply(rule: Rule, plain: str, vocabulary: Vocabulary) -> Asked | None:
    match = rule.pattern.match(plain)
    if match is None:
        return None
    parts = {name: (value or "").strip(" ,") for name, value in match.groupdict().items()}
    subject = parts.get("s", "")
    if _LEANING_START.match(parts.get("c", "")) or parts.get("t", "").startswith("and"):
        return None
    if len(subject.split()) > SUBJECT_WORDS or not _names_something(subject):
        return None
    spoken = {name: as_customer(_imperative(name, vocabulary.lowered(value))) for name, value in parts.items()}
    question = chosen(rule.questions, plain).format_map({**spoken, **rule.forms(match)})
    return Asked(_sentence_case(question), parts.get("a", ""))


def _names_something(subject: str) -> bool:
    return subject == "We" or not (_LEANING_SUBJECT.search(subject) or _ADVERBIAL.match(subject))


def _imperative(name: str, text: str) -> str:
    """What somebody can do is never a name, so it loses its capital."""
    return text[:1].lower() + text[1:] if name == "p" else text


def _sentence_case(question: str) -> str:
    question = re.sub(r"\s+", " ", question).replace(" ?", "?")
    return question[:1].upper() + question[1:]
