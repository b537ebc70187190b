"""Which rows a step sees, and how they become tensors."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import torch
from torch import Tensor

from tuning.packs import Pack, share
from tuning.rows import Row

T = TypeVar("T")

POOL = 16
"""Batches whose rows are sorted by length together."""


class Batches:
    """The batches of every epoch: shuffled, the same for the same seed.

    Rows that share their passages, and rows of similar length, come together: the former are computed once, the
    latter need little padding.
    """

    def __init__(self, rows: Sequence[Row], size: int, seed: int) -> None:
        self.per_epoch = -(-len(rows) // size)
        self._packs, self._size, self._seed = share(rows, max(1, size // 2)), size, seed
        self._epoch, self._order = -1, list[Sequence[Row]]()

    def at(self, step: int) -> Sequence[Row]:
        """The rows of a step, counted from 0 over all epochs."""
        epoch, place = divmod(step, self.per_epoch)
        if epoch != self._epoch:
            self._epoch, self._order = epoch, self._shuffled(epoch)
        return self._order[place]

    def _shuffled(self, epoch: int) -> list[Sequence[Row]]:
        chance = torch.Generator().manual_seed(self._seed * 1_000_003 + epoch)
        pools = _cut(_shuffle(self._packs, chance), POOL * self._size)
        packs = [pack for pool in pools for pack in sorted(pool, key=len)]
        return _shuffle(_cut([row for pack in packs for row in pack.rows], self._size), chance)


@dataclass(frozen=True, slots=True)
class Batch:
    """Packs beside each other, padded on the right where causal attention never looks.

    tokens, positions: (packs, length). mask: (packs, 1, length, length), true where attention may look, or None for
    plain causal attention. pack, column: (supervised,) the places whose next token is learned. target: (supervised,).
    """

    tokens: Tensor
    positions: Tensor
    mask: Tensor | None
    pack: Tensor
    column: Tensor
    target: Tensor


def micro_batches(rows: Sequence[Row], tokens: int) -> list[Batch]:
    """Rows in pieces of at most `tokens` padded tokens each (a longer pack goes alone)."""
    pieces: list[list[Pack]] = []
    for pack in sorted(share(rows, len(rows)), key=len):
        if pieces and (len(pieces[-1]) + 1) * len(pack) <= tokens:
            pieces[-1].append(pack)
        else:
            pieces.append([pack])
    return [collate(piece) for piece in pieces]


def collate(packs: Sequence[Pack]) -> Batch:
    """Packs as tensors. Padding is token 0: nothing attends to it and nothing is learned from it."""
    length = max(map(len, packs))
    tokens, positions, segments = (
        torch.tensor([part + [filler] * (length - len(part)) for part in parts])
        for parts, filler in (
            ([pack.tokens for pack in packs], 0),
            ([pack.positions for pack in packs], 0),
            ([pack.segments for pack in packs], -1),
        )
    )
    learned = [(number, *place) for number, pack in enumerate(packs) for place in pack.learned]
    number, column, target = torch.tensor(learned).T
    return Batch(tokens, positions, _mask(segments), number, column, target)


def _mask(segments: Tensor) -> Tensor | None:
    """Causal attention inside a segment and to segment 0; None where that is plain causal attention."""
    if segments.max() == 0:
        return None
    looking, seen = segments[:, None, :, None], segments[:, None, None, :]
    causal = torch.ones(segments.shape[1], segments.shape[1], dtype=torch.bool).tril()
    return causal & ((seen == 0) | (seen == looking))


def _shuffle(items: Sequence[T], chance: torch.Generator) -> list[T]:
    return [items[place] for place in torch.randperm(len(items), generator=chance).tolist()]


def _cut(items: Sequence[T], size: int) -> list[Sequence[T]]:
    return [items[start : start + size] for start in range(0, len(items), size)]
