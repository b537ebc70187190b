"""`python -m serving.capacity`: hit rates, cold starts, replicas and cost for a number of adapters.

The defaults are what docs/scaling.md shows, and where each comes from stands there; every one can be given.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import NamedTuple

from serving.capacity.fleet import Engine, Load, Plan, plan, simulate
from serving.capacity.popularity import zipf

HEAD = ("exponent", "routed by", "replicas", "hit rate", "simulated", "cold of 1,000", "cost of 1,000")
WIDTHS = (9, 10, 9, 9, 10, 14, 14)


class Row(NamedTuple):
    """One line of the table."""

    exponent: float
    by_adapter: bool
    plan: Plan
    simulated: float


def main(arguments: Sequence[str]) -> int:
    """Prints the table; 2 where no number of replicas would do."""
    options = _parser().parse_args(arguments)
    engine = Engine(options.slots, options.load_seconds, options.tokens_per_second, options.price)
    load = Load(options.adapters * options.per_day * options.peak / 86_400, options.tokens, options.busy)
    print(f"{options.adapters:,} adapters, {load.answers_per_second:.1f} answers a second at the busiest time")
    print("".join(name.rjust(width) for name, width in zip(HEAD, WIDTHS, strict=True)))
    try:
        for exponent in options.exponents:
            for by_adapter in (False, True):
                print(_line(_row(engine, load, options, exponent, by_adapter=by_adapter)), flush=True)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def _row(engine: Engine, load: Load, options: argparse.Namespace, exponent: float, *, by_adapter: bool) -> Row:
    popularity = zipf(options.adapters, exponent)
    planned = plan(engine, load, popularity, by_adapter=by_adapter)
    # Enough to fill all memories several times over.
    count = max(options.requests, 20 * engine.slots * planned.replicas)
    simulated = simulate(popularity, engine.slots, planned.replicas, count, by_adapter=by_adapter)
    return Row(exponent, by_adapter, planned, simulated)


def _line(row: Row) -> str:
    cells = (
        f"{row.exponent:.2f}",
        "adapter" if row.by_adapter else "nothing",
        str(row.plan.replicas),
        f"{row.plan.hit_rate:.1%}",
        f"{row.simulated:.1%}",
        f"{row.plan.cold_starts:.0f}",
        f"{row.plan.cost:.3f}",
    )
    return "".join(cell.rjust(width) for cell, width in zip(cells, WIDTHS, strict=True))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m serving.capacity", description=__doc__)
    parser.add_argument("--adapters", type=int, default=100_000)
    parser.add_argument("--exponents", type=float, nargs="+", default=[0.64, 0.83, 1.02], help="of Zipf's law")
    parser.add_argument("--slots", type=int, default=18, help="adapters in one engine's memory")
    parser.add_argument("--load-seconds", type=float, default=4.0, help="to load an adapter that is not there")
    parser.add_argument("--tokens-per-second", type=float, default=120.0, help="of one engine, all streams together")
    parser.add_argument("--tokens", type=float, default=64.0, help="of an answer")
    parser.add_argument("--per-day", type=float, default=20.0, help="answers a day and adapter, on average")
    parser.add_argument("--peak", type=float, default=3.0, help="the busiest hour beside the average one")
    parser.add_argument("--busy", type=float, default=0.7, help="share of the busiest time that engines may be at work")
    parser.add_argument("--price", type=float, default=0.1, help="of an engine's hour, in any currency")
    parser.add_argument("--requests", type=int, default=300_000, help="simulated, at least")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
