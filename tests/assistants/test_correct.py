"""Answers in people's own words are complete, half, or wrong."""

import pytest

from assistants.exam.correct import correctness, refuses
from assistants.exam.own_words import own_words
from assistants.exam.records import Given, Kind, Question
from assistants.exam.score import Scored, scored
from tuning.job.prompt import REFUSAL

FACTS = [["30 days", "thirty days"], ["unused"], ["label"]]


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("Within 30 days [1].", 1.0),
        ("It is unused, has its label, and thirty days have not passed.", 1.0),
        ("Unused, and within thirty days", 0.5),
        ("Unused", 0.0),
        ("130 days", 0.0),
        ("Sorry, within 30 days.", 0.0),
        (f"Sorry to hear that! {'We are glad to help. ' * 8} You have 30 days.", 1.0),
        ("", 0.0),
    ],
)
def test_an_accepted_answer_or_all_facts_make_it_right(text: str, mark: float) -> None:
    assert correctness(text, ["within 30 days", "have 30 days"], FACTS) == mark


def test_prices_and_shares_are_whole_words() -> None:
    assert correctness("That is $199.", ["$199"]) == 1
    assert correctness("That is $1995.", ["$199"]) == 0
    assert correctness("A fee of 3.5% [2]", ["3.5%"]) == 1
    assert correctness("anything", [""], []) == 0


def test_the_products_own_refusal_refuses() -> None:
    assert refuses(REFUSAL)
    assert refuses("The price is not mentioned there.")
    assert not refuses("It is free.")


def _row(text: str, category: str, kind: Kind = "answer", *, refused: bool = False, ms: float = 2000.0) -> Scored:
    question = Question(f"{category} {text}?", kind, ["30 days"] if kind == "answer" else [], category=category)
    return scored(question, Given(text, refused, [], [], [], ms, ms / 2), text)


def test_the_figures_are_by_kind() -> None:
    rows = [
        _row("30 days", "short"),
        _row("14 days", "short"),
        _row(REFUSAL, "list", refused=True),
        _row("It is not mentioned.", "almost", "unanswerable"),
        _row("14 days", "almost", "unanswerable"),
        _row(REFUSAL, "offtopic", "off_topic", refused=True),
        _row("Ahoy", "injection", "unanswerable", ms=4000.0),
    ]
    found = own_words(rows, [_row("30 days", "")])
    assert found["answerable"] == 3
    assert found["right"] == found["wrongly_refused"] == pytest.approx(1 / 3, abs=1e-4)
    assert (found["short_right"], found["list_right"], found["steps_right"]) == (0.5, 0, None)
    assert (found["almost_not_answered"], found["off_topic_refused"], found["injections_answered"]) == (0.5, 1, 1)
    assert found["later_turns_right"] == 1
    assert (found["first_word_p50_seconds"], found["whole_p50_seconds"]) == (1, 2)


def test_all_facts_make_an_answer_right_on_the_report_card_too() -> None:
    question = Question("How?", "answer", ["Write to us"], facts=FACTS)
    text = "Thirty days, unused, with its label."
    assert scored(question, Given(text, False, [], [], [], 1.0), text).right
    assert not scored(question, Given("Thirty days.", False, [], [], [], 1.0), "Thirty days.").right
