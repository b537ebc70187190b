"""Measures of one answer. All lie in [0, 1], higher is better."""

import re
import string
from collections import Counter
from collections.abc import Collection, Sequence

from assistants.exam.equivalent import agrees
from assistants.words import content_words

_ARTICLES = re.compile(r"\b(?:a|an|the)\b")
_PUNCTUATION = str.maketrans("", "", string.punctuation)


def normalise(text: str) -> str:
    """Lower case without punctuation, articles and double spaces, as SQuAD's official evaluation does."""
    return " ".join(_ARTICLES.sub(" ", text.lower().translate(_PUNCTUATION)).split())


def exact_match(answer: str, golds: Sequence[str]) -> float:
    """1 if the answer equals an accepted one after normalisation."""
    return float(any(normalise(answer) == normalise(gold) for gold in golds))


def token_f1(answer: str, golds: Sequence[str]) -> float:
    """The best F1 of shared tokens over the accepted answers (Rajpurkar et al. 2016, arXiv 1606.05250)."""
    return max((_f1(normalise(answer).split(), normalise(gold).split()) for gold in golds), default=0.0)


def contains(answer: str, golds: Sequence[str]) -> float:
    """1 if an accepted answer stands in the answer as whole words, after normalisation."""
    said = f" {normalise(answer)} "
    return float(any(f" {normalise(gold)} " in said for gold in golds if normalise(gold)))


def is_right(answer: str, golds: Sequence[str]) -> bool:
    """Whether a person would call it right, as near as words can tell."""
    return any(agrees(answer, gold) for gold in golds)


def groundedness(answer: str, passages: Sequence[str]) -> float:
    """Share of the answer's content words that stand in the passages it cites; 0 when it cites none."""
    said = content_words(answer)
    shown = {word for passage in passages for word in content_words(passage)}
    return sum(word in shown for word in said) / len(said) if said and passages else 0.0


def precision(cited: Collection[str], gold: Collection[str]) -> float:
    """Share of the cited passages that hold the answer; 0 when nothing is cited."""
    return len(set(cited) & set(gold)) / len(set(cited)) if cited else 0.0


def recall(cited: Collection[str], gold: Collection[str]) -> float:
    """Share of the passages that hold the answer which are cited; 0 when none does."""
    return len(set(cited) & set(gold)) / len(set(gold)) if gold else 0.0


def _f1(said: list[str], gold: list[str]) -> float:
    shared = (Counter(said) & Counter(gold)).total()
    return 2 * shared / (len(said) + len(gold)) if said or gold else 1.0
