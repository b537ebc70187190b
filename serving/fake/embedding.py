"""Deterministic embeddings without a model: hashed words and their parts."""

import math
import re
from collections.abc import Iterator
from hashlib import blake2b

DIMENSIONS = 384
PART_WEIGHT = 0.3
SMALL_WORDS = frozenset(
    {"a", "an", "and", "are", "at", "be", "do", "does", "for", "how", "i", "in", "is", "it"}
    | {"my", "of", "on", "or", "the", "to", "was", "what", "when", "where", "you", "your"}
)


def embed(text: str) -> list[float]:
    """A unit vector of 384 numbers; texts that share words, or parts of words, are near."""
    vector = [0.0] * DIMENSIONS
    for feature, weight in _features(text):
        digest = int.from_bytes(blake2b(feature.encode(), digest_size=8).digest())
        vector[digest % DIMENSIONS] += weight if digest >> 63 else -weight
    length = math.hypot(*vector)
    return [value / length for value in vector] if length else [1.0] + [0.0] * (DIMENSIONS - 1)


def _features(text: str) -> Iterator[tuple[str, float]]:
    for word in re.findall(r"\w+", text.lower()):
        weight = 0.1 if word in SMALL_WORDS else 1.0
        yield word, weight
        for start in range(len(word) - 3):
            yield f"#{word[start : start + 4]}", weight * PART_WEIGHT
