import pytest

from tuning.schedule import Schedule


def test_the_rate_warms_up_to_its_peak_and_decays_to_zero() -> None:
    schedule = Schedule(peak=1.0, steps=100, warmup=0.1)
    rates = [schedule.learning_rate(schedule.fraction(step, 0)) for step in range(101)]
    assert rates[0] == pytest.approx(0.1)
    assert max(rates) == pytest.approx(1.0)
    assert rates.index(max(rates)) in (9, 10)
    assert rates[10:] == sorted(rates[10:], reverse=True)
    assert rates[100] == pytest.approx(0.0)


def test_a_budget_ends_the_run_with_a_rate_of_zero() -> None:
    schedule = Schedule(peak=1.0, steps=1000, warmup=0.1, seconds=60)
    assert schedule.fraction(10, 30.0) == 0.5
    assert schedule.fraction(10, 61.0) == 1.0
    assert schedule.learning_rate(1.0) == pytest.approx(0.0)


def test_a_fast_machine_does_not_use_up_the_budget() -> None:
    assert Schedule(peak=1.0, steps=10, warmup=0.1, seconds=600).fraction(10, 5.0) == 1.0


def test_a_very_short_run_does_not_exceed_the_peak() -> None:
    assert Schedule(peak=1.0, steps=2, warmup=0.05).learning_rate(0.0) == 1.0


def test_one_batch_is_learned_even_when_validation_has_used_up_the_budget() -> None:
    schedule = Schedule(peak=1.0, steps=100, warmup=0.05, seconds=60)
    assert schedule.fraction(0, 90.0) == 0.0
    assert schedule.learning_rate(schedule.fraction(0, 90.0)) > 0
    assert schedule.fraction(1, 95.0) == 1.0
