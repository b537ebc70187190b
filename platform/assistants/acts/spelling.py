"""Mistyped words, put right by one edit."""

from collections.abc import Container

TRANSPOSED, EDITED = 4, 6
"""Letters from which on a word may have two letters swapped, and from which on it may have one wrong, lost or added."""
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def corrected(word: str, known: Container[str]) -> str:
    """The known word that `word` was to be, or `word` itself; the first letter is taken for right.

    Follows Norvig, "How to Write a Spelling Corrector" (2007), for words in Latin script.
    """
    if word in known or len(word) < TRANSPOSED or not word.isascii() or not word.isalpha():
        return word
    parts = [(word[:place], word[place:]) for place in range(1, len(word) + 1)]
    tried = [left + right[1] + right[0] + right[2:] for left, right in parts if len(right) > 1]
    if len(word) >= EDITED:
        tried += [left + right[1:] for left, right in parts if right]
        tried += [left + letter + right[1:] for left, right in parts if right for letter in _LETTERS]
        tried += [left + letter + right for left, right in parts for letter in _LETTERS]
    return next((one for one in tried if one in known), word)
