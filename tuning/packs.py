"""Rows with a common beginning, packed so that it is computed once.

Questions about the same passages differ only at the end of the prompt. A pack is their shared prefix followed by each
row's own part; every part sees the prefix and itself, at the positions it would have alone. Losses and gradients are
those of the separate rows, for a fraction of the work (the training-side twin of serving's prefix cache).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from tuning.rows import Row

WORTH = 0.5
"""The least share of a row's tokens that its pack must have computed already."""
LONGEST = 1024
"""Tokens of a pack: beyond, attention over the other rows' parts, though masked, costs more than it saves."""


@dataclass(frozen=True)
class Pack:
    """One or more rows whose first `shared` tokens are the same."""

    rows: tuple[Row, ...]
    shared: int

    def __len__(self) -> int:
        return self.shared + sum(len(row.tokens) - self.shared for row in self.rows)

    @cached_property
    def tokens(self) -> list[int]:
        """The shared prefix, then each row's own tokens."""
        own = (token for row in self.rows for token in row.tokens[self.shared :])
        return [*self.rows[0].tokens[: self.shared], *own]

    @cached_property
    def positions(self) -> list[int]:
        """Each token's place in its row."""
        own = (place for row in self.rows for place in range(self.shared, len(row.tokens)))
        return [*range(self.shared), *own]

    @cached_property
    def segments(self) -> list[int]:
        """0 for the prefix (a row alone is all prefix), then 1, 2, … for the rows' own parts."""
        if len(self.rows) == 1:
            return [0] * len(self)
        own = (number for number, row in enumerate(self.rows, 1) for _ in row.tokens[self.shared :])
        return [*([0] * self.shared), *own]

    @cached_property
    def learned(self) -> list[tuple[int, int]]:
        """The supervised tokens as (the place in the pack that predicts it, the token)."""
        found: list[tuple[int, int]] = []
        offset = 0
        for row in self.rows:
            for place in range(row.prompt, len(row.tokens)):
                before = place - 1
                found.append((before if before < self.shared else before + offset, row.tokens[place]))
            offset += len(row.tokens) - self.shared
        return found


def share(rows: Sequence[Row], most: int) -> list[Pack]:
    """All rows in packs of at most `most` rows each; sorting brings common beginnings together."""
    packs: list[Pack] = []
    for row in sorted(rows, key=lambda row: (row.tokens, row.id)):
        joined = _pack([*packs[-1].rows, row]) if packs and len(packs[-1].rows) < most else None
        if joined and joined.shared >= WORTH * len(row.tokens) and len(joined) <= LONGEST:
            packs[-1] = joined
        else:
            packs.append(_pack([row]))
    return packs


def _pack(rows: Sequence[Row]) -> Pack:
    prompts = [row.tokens[: row.prompt] for row in rows]
    columns = enumerate(zip(*prompts, strict=False))
    shared = next((place for place, column in columns if len(set(column)) > 1), min(map(len, prompts)))
    return Pack(tuple(rows), shared)
