"""A version goes live only if it wins, and the reason can be read by anybody."""

import pytest

from assistants.exam.gate import Verdict, judge, off_topic_bar
from assistants.exam.records import Given, Kind, Question
from assistants.exam.score import Scored, figures, scored


def _arm(*answers: str) -> list[Scored]:
    """Five answerable questions (`r`ight, `w`rong, `n`o answer), then five off-topic ones."""
    return [_one(number, answer) for number, answer in enumerate("".join(answers))]


def _one(number: int, answer: str) -> Scored:
    kind: Kind = "answer" if number < 5 else "off_topic"
    question = Question(f"Question {number}", kind, ["forty days"] if kind == "answer" else [], f"document {number}")
    refused = answer == "n"
    text = "forty days" if answer == "r" else "red bananas"
    cited = [] if refused else ["forty days red bananas"]
    return scored(question, Given(text, refused, [], [], cited, 1.0), text)


def _judge(candidate: list[Scored], live: list[Scored]) -> Verdict:
    return judge(candidate, live, figures(candidate, str), figures(live, str))


def test_a_version_that_answers_more_goes_live() -> None:
    verdict = _judge(_arm("rrrrr", "nnnnn"), _arm("rwwww", "nnnnn"))
    assert verdict.promoted
    assert verdict.comparison.difference == 0.4
    assert "It answered 5 of 5 questions right, against 1 before" in verdict.reason


def test_a_version_that_does_as_well_does_not() -> None:
    verdict = _judge(_arm("rrwww", "nnnnn"), _arm("rrwww", "nnnnn"))
    assert not verdict.promoted
    assert "did not do better" in verdict.reason


def test_a_version_that_does_worse_does_not() -> None:
    verdict = _judge(_arm("rwwww", "nnnnn"), _arm("rrrww", "nnnnn"))
    assert not verdict.promoted
    assert "did worse" in verdict.reason


def test_a_version_that_turns_customers_away_does_not_even_if_it_scores_more() -> None:
    verdict = _judge(_arm("rrrrn", "nnnnn"), _arm("wwwww", "nnnnn"))
    assert verdict.comparison.difference > 0
    assert not verdict.promoted
    assert "turned away more questions that it should answer (20%, before 0%)" in verdict.reason


def test_a_version_that_answers_off_topic_questions_does_not() -> None:
    verdict = _judge(_arm("rrrrr", "nnnnw"), _arm("wwwww", "nnnnn"))
    assert not verdict.promoted
    assert "turned away fewer off-topic questions (80%, before 100%)" in verdict.reason


def test_a_live_version_that_refuses_everything_can_be_beaten() -> None:
    verdict = _judge(_arm("rrrrr", "nnnnw"), _arm("nnnnn", "nnnnn"))
    assert verdict.promoted
    assert "turned away 4 of 5 off-topic questions, against 5 before" in verdict.reason


def test_a_version_that_answers_everything_does_not_follow_one_that_refuses_everything() -> None:
    verdict = _judge(_arm("rrrrr", "nwwww"), _arm("nnnnn", "nwwww"))
    assert verdict.promoted
    verdict = _judge(_arm("rrrrr", "nwwww"), _arm("nnnnn", "nnnnw"))
    assert not verdict.promoted
    assert "turned away fewer off-topic questions (20%, before 80%)" in verdict.reason


@pytest.mark.parametrize(
    ("refused", "false_refusals", "bar"),
    [
        (1.0, 0.0, 1.0),
        (1.0, 0.1, 1.0),
        (1.0, 0.3, 0.8),
        (0.9, 0.3, 0.7),
        (1.0, 1.0, 0.5),
        (0.3, 1.0, 0.3),
    ],
)
def test_refusing_customers_buys_no_credit_for_refusing_the_rest(
    refused: float, false_refusals: float, bar: float
) -> None:
    assert off_topic_bar({"refused": refused, "false_refusals": false_refusals}) == pytest.approx(bar)


def test_a_small_lead_is_called_small_and_one_that_may_well_be_chance_does_not_go_live() -> None:
    sure = _judge(_arm("rrrrr", "nnnnn"), _arm("wwwww", "wwwww"))
    small = _judge(_arm("rrrrw", "nnnnn"), _arm("wwwwr", "nnnnn"))
    chance = _judge(_arm("rrwww", "nnnnn"), _arm("wrwww", "nnnnn"))
    assert [one.promoted for one in (sure, small, chance)] == [True, True, False]
    assert "chance" not in sure.reason
    assert "may partly be chance" in small.reason
    assert "may well be chance. It answered 2 of 5 questions right, against 1 before" in chance.reason
