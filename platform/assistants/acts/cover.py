"""A message cut into pieces that a lexicon knows, with as little as possible left over."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistants.acts.templates import Choice


@dataclass(frozen=True)
class Piece:
    """Tokens `start` to `end`; `label` None: not known."""

    label: str | None
    start: int
    end: int


def cover(words: Sequence[str], said: Mapping[str, Choice]) -> list[Piece]:
    """The cut with the fewest unknown tokens and, of those, with the fewest pieces, by dynamic programming."""
    count = len(words)
    best: list[tuple[tuple[int, int], list[Piece]]] = [((0, 0), [])] * (count + 1)
    for start in reversed(range(count)):
        (unknown, pieces), rest = best[start + 1]
        found = ((unknown + 1, pieces + 1), [Piece(None, start, start + 1), *rest])
        for label, choice in said.items():
            for end in choice.ends(words, start) - {start}:
                (unknown, pieces), rest = best[end]
                found = min(found, ((unknown, pieces + 1), [Piece(label, start, end), *rest]), key=lambda one: one[0])
        best[start] = found
    return best[0][1]
