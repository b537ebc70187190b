"""A version goes live only if it wins, and the reason can be read by anybody."""

from assistants.exam.gate import Verdict, judge
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


def test_a_small_lead_is_called_small() -> None:
    sure = _judge(_arm("rrrrr", "nnnnn"), _arm("wwwww", "wwwww"))
    unsure = _judge(_arm("rrwww", "nnnnn"), _arm("wrwww", "nnnnn"))
    assert sure.promoted
    assert unsure.promoted
    assert "chance" not in sure.reason
    assert "may partly be chance" in unsure.reason
