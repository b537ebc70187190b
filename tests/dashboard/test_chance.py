"""The paired tests in plain words."""

from typing import Any

import pytest

from dashboard.chance import chance, verdict


def _row(ours: bool, theirs: bool) -> dict[str, Any]:
    return {"answers": {"candidate": {"right": ours}, "base": {"right": theirs}}}


def _found(difference: float, low: float, high: float, p_value: float) -> dict[str, Any]:
    return {"against": "base", "difference": difference, "low": low, "high": high, "p_value": p_value}


@pytest.mark.parametrize(
    ("p_value", "words"),
    [
        (1.0, "This could be chance (p = 1)."),
        (0.31, "This could be chance (p = 0.31)."),
        (0.05, "This could be chance (p = 0.05)."),
        (0.031, "This is unlikely to be chance (p = 0.031)."),
        (0.004, "This is very unlikely to be chance (p = 0.004)."),
        (0.0000004, "This is very unlikely to be chance (p < 0.001)."),
    ],
)
def test_a_p_value_is_said_in_words(p_value: float, words: str) -> None:
    assert verdict(p_value) == words


def test_a_clear_win_names_who_was_right_alone_and_its_interval() -> None:
    said = chance(_found(0.18, 0.04, 0.31, 0.004), [_row(True, False)] * 9 + [_row(False, True), _row(True, True)])
    assert said
    assert said.sure
    assert (
        said.counts == "9 questions were right only in the new version, 1 only in the base model with the same pages."
    )
    assert "scored +18 points" in said.score
    assert said.score.endswith("from +4 to +31 points (95 % interval).")


def test_an_interval_around_nothing_is_called_that() -> None:
    said = chance(_found(-0.001, -0.08, 0.06, 1.0), [_row(True, True)])
    assert said
    assert not said.sure
    assert said.counts == "Both got the same questions right."
    assert "scored 0 points" in said.score
    assert said.score.endswith("from −8 to +6 points (95 % interval), so also for no difference at all.")


def test_a_card_without_a_comparison_says_nothing() -> None:
    assert chance({}, [_row(True, False)]) is None
