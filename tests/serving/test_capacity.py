"""The numbers that fleets are planned with: a formula and a simulation that must agree."""

import numpy as np
import pytest

from serving.capacity import __main__ as program
from serving.capacity.cache import AdapterCache, hit_rate
from serving.capacity.fleet import Engine, Load, plan, simulate
from serving.capacity.popularity import requests, zipf
from serving.capacity.routing import OVERLOAD, WINDOW_EACH, ByAdapter

ENGINE = Engine(slots=20, load_seconds=2.0, tokens_per_second=100.0, price=0.1)
LOAD = Load(answers_per_second=10.0, tokens=50.0)


def test_the_second_most_popular_is_asked_half_as_often_under_zipfs_own_law():
    popularity = zipf(1000, 1.0)
    assert popularity.sum() == pytest.approx(1)
    assert popularity[1] == pytest.approx(popularity[0] / 2)
    counts = np.bincount(requests(popularity, 100_000, seed=1), minlength=1000)
    assert counts[0] / 100_000 == pytest.approx(popularity[0], rel=0.03)


def test_the_adapter_that_was_asked_for_longest_ago_leaves_first():
    cache = AdapterCache(2)
    assert [cache.holds(adapter) for adapter in (1, 2, 1, 3, 1, 2)] == [False, False, True, False, True, False]


@pytest.mark.parametrize("exponent", [0.64, 1.02])
@pytest.mark.parametrize("slots", [20, 300])
def test_the_formula_agrees_with_the_simulation(exponent, slots):
    popularity = zipf(5_000, exponent)
    simulated = simulate(popularity, slots, 1, 60_000, by_adapter=False)
    assert hit_rate(popularity, slots) == pytest.approx(simulated, abs=0.01)


def test_a_cache_for_all_never_misses():
    assert hit_rate(zipf(100, 0.8), 100) == 1.0


def test_no_replica_takes_more_than_its_share_of_a_popular_adapter():
    router = ByAdapter(4)
    chosen = [router.replica(7) for _ in range(4 * WINDOW_EACH)]
    assert max(np.bincount(chosen, minlength=4)) <= WINDOW_EACH * OVERLOAD
    assert len(set(chosen)) == 4


def test_an_adapter_that_is_asked_for_rarely_stays_on_one_replica():
    router = ByAdapter(4)
    others = iter(range(1000))
    assert (
        len({router.replica(7 if turn % 10 == 0 else 100 + next(others)) for turn in range(800) if turn % 10 == 0}) == 1
    )


def test_memories_add_up_where_requests_are_routed_by_adapter():
    popularity = zipf(5_000, 0.83)
    apart, together = (simulate(popularity, 50, 8, 80_000, by_adapter=by) for by in (False, True))
    assert apart == pytest.approx(hit_rate(popularity, 50), abs=0.02)
    assert together == pytest.approx(hit_rate(popularity, 400), abs=0.03)


def test_a_plan_carries_the_load_and_one_replica_less_would_not():
    popularity = zipf(5_000, 0.83)
    for by_adapter in (False, True):
        planned = plan(ENGINE, LOAD, popularity, by_adapter=by_adapter)
        for replicas, enough in ((planned.replicas, True), (planned.replicas - 1, False)):
            rate = hit_rate(popularity, ENGINE.slots * (replicas if by_adapter else 1))
            busy = LOAD.answers_per_second * (0.5 + (1 - rate) * ENGINE.load_seconds) / replicas
            assert (busy <= LOAD.busy) is enough
    assert planned.cost == pytest.approx(planned.replicas * 0.1 / 36)


def test_the_program_prints_a_line_for_each_exponent_and_routing(capsys):
    sizes = ["--adapters", "500", "--slots", "5", "--requests", "2000", "--exponents", "0.64", "1.02"]
    assert program.main(sizes) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[:2] for line in lines[2:]] == [
        ["0.64", "nothing"],
        ["0.64", "adapter"],
        ["1.02", "nothing"],
        ["1.02", "adapter"],
    ]
