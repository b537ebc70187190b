"""Okapi BM25 (Robertson and Zaragoza, 2009), enough to pick hard negatives for a recipe."""

import math
import re
from collections import Counter
from collections.abc import Sequence

K1, B = 1.2, 0.75


class Bm25:
    """An index over texts."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._counts = [Counter(_words(text)) for text in texts]
        self._lengths = [sum(counts.values()) for counts in self._counts]
        self._mean = sum(self._lengths) / max(1, len(texts))
        self._found_in = Counter(word for counts in self._counts for word in counts)

    def ranking(self, query: str) -> list[int]:
        """All texts' numbers, the best first."""
        words = set(_words(query))
        scores = [self._score(number, words) for number in range(len(self._counts))]
        return sorted(range(len(scores)), key=lambda number: -scores[number])

    def _score(self, number: int, words: set[str]) -> float:
        counts = self._counts[number]
        norm = K1 * (1 - B + B * self._lengths[number] / self._mean)
        return sum(
            self._rarity(word) * counts[word] * (K1 + 1) / (counts[word] + norm) for word in words & counts.keys()
        )

    def _rarity(self, word: str) -> float:
        found = self._found_in[word]
        return math.log(1 + (len(self._counts) - found + 0.5) / (found + 0.5))


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())
