"""Which lines of a print are headings, told by their letters."""

from __future__ import annotations

from collections import Counter

from knowledge.reading.outline import LONGEST_HEADING, Heading, Line
from knowledge.reading.print.layout import Block

LARGER = 1.12
# Below the bookmarks and the pages.
FIRST_LEVEL = 3


class Headings:
    """Blocks in larger or bolder letters than most of the text; larger ones are further out."""

    def __init__(self, blocks: list[Block]) -> None:
        weights: Counter[tuple[float, bool]] = Counter()
        for block in blocks:
            weights[_size(block), block.bold] += len(block.text)
        self._size, self._bold = weights.most_common(1)[0][0] if weights else (0.0, False)
        sizes = {_size(block) for block in blocks if self._is_larger(block)}
        self._levels = {size: FIRST_LEVEL + nth for nth, size in enumerate(sorted(sizes, reverse=True))}

    def line(self, block: Block) -> Line:
        """The block as a heading, or as a line."""
        if not self.is_heading(block):
            return block.text
        return Heading(self._levels.get(_size(block), FIRST_LEVEL + len(self._levels)), block.text)

    def is_heading(self, block: Block) -> bool:
        """Whether its letters set it apart, and it is short, as a heading is."""
        if block.is_row or len(block.text) > LONGEST_HEADING or not any(map(str.isalpha, block.text)):
            return False
        bolder = block.bold and not self._bold and not block.text.endswith((".", ",", ";"))
        return self._is_larger(block) or (bolder and _size(block) >= self._size)

    def _is_larger(self, block: Block) -> bool:
        return not block.is_row and len(block.text) <= LONGEST_HEADING and _size(block) >= LARGER * self._size


def _size(block: Block) -> float:
    return round(block.size, 1)
