"""Whether two shares differ by more than chance."""

import math
from typing import NamedTuple


class Fisher(NamedTuple):
    """p-values of Fisher's exact test: that the shares differ, and that the first one is higher."""

    two_sided: float
    higher: float


def fisher(hits: int, size: int, other_hits: int, other_size: int) -> Fisher:
    """Compares `hits` of `size` with `other_hits` of `other_size` (Fisher 1922).

    With all margins given, the number of hits in the first group is hypergeometric if both shares are the same. Exact
    for small groups too, which is what a quiet website has.
    """
    drawn, whole = hits + other_hits, size + other_size
    possible = range(max(0, drawn - other_size), min(drawn, size) + 1)
    ways = [_log_choose(size, k) + _log_choose(other_size, drawn - k) - _log_choose(whole, drawn) for k in possible]
    seen = ways[hits - possible.start]
    # As in R: what is as unlikely as what was seen counts, but for rounding.
    two_sided = sum(math.exp(way) for way in ways if way <= seen + 1e-7)
    higher = sum(math.exp(way) for k, way in zip(possible, ways, strict=True) if k >= hits)
    return Fisher(min(1.0, two_sided), min(1.0, higher))


def _log_choose(n: int, k: int) -> float:
    return math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)
