"""Measures agree with values worked out by hand."""

import pytest

from assistants.exam import metrics
from assistants.exam.records import Given, Question
from assistants.exam.score import figures, scored
from assistants.exam.statistics import bootstrap, mcnemar, percentile


def test_normalising_follows_squad() -> None:
    assert metrics.normalise("The  Cat, a cat; an END!") == "cat cat end"


@pytest.mark.parametrize(
    ("answer", "golds", "f1"),
    [
        ("the cat sat", ["cat sat down"], 0.8),  # 2 shared of 2 and 3
        ("30 days", ["two weeks", "30 days"], 1.0),
        ("yes", ["no"], 0.0),
        ("dog dog", ["dog"], 2 / 3),
        ("", ["the"], 1.0),
        ("anything", [], 0.0),
    ],
)
def test_token_f1(answer: str, golds: list[str], f1: float) -> None:
    assert metrics.token_f1(answer, golds) == pytest.approx(f1)


def test_containment_takes_whole_words_only() -> None:
    assert metrics.contains("It is within 30 days.", ["30 Days"]) == 1
    assert metrics.contains("It is within 130 days.", ["30 days"]) == 0
    assert metrics.contains("anything", [""]) == 0


def test_groundedness_is_the_share_of_content_words_in_the_cited_passages() -> None:
    assert metrics.groundedness("Returns take thirty days", ["Returns are free for thirty days"]) == pytest.approx(0.75)
    assert metrics.groundedness("Returns take thirty days", []) == 0


def test_citation_precision_and_recall() -> None:
    assert metrics.precision(["a", "b"], ["a"]) == 0.5
    assert metrics.recall(["a", "b"], ["a", "c"]) == 0.5
    assert metrics.precision([], ["a"]) == 0


def test_percentiles_lie_between_neighbours() -> None:
    assert percentile([10, 20, 30, 40], 0.5) == 25
    assert percentile([], 0.95) == 0


def test_mcnemar_is_exact() -> None:
    assert mcnemar(8, 1) == pytest.approx(2 * (1 + 9) / 2**9)
    assert mcnemar(3, 3) == 1
    assert mcnemar(0, 0) == 1


def test_the_bootstrap_draws_whole_documents() -> None:
    one_document = bootstrap([("a", 1.0), ("a", 0.0), ("a", 0.5)])
    assert (one_document.low, one_document.difference, one_document.high) == (0.5, 0.5, 0.5)
    two = bootstrap([("a", 1.0), ("b", -1.0)])
    assert (two.low, two.difference, two.high) == (-1, 0, 1)
    assert two.probability == pytest.approx(0.5, abs=0.05)


def _given(text: str, *, refused: bool = False, ms: float = 100.0) -> Given:
    return Given(text, refused, [] if refused else [1], [] if refused else ["p1"], [] if refused else [text], ms)


def test_the_figures_of_an_arm() -> None:
    answer = Question("?", "answer", ["30 days"], "d", frozenset({"p1"}))
    marked = [
        scored(answer, _given("30 days"), "30 days"),
        scored(answer, _given("Sorry", refused=True), "Sorry"),
        scored(Question("?", "off_topic"), _given("Sorry", refused=True), "Sorry"),
        scored(Question("?", "off_topic"), _given("Paris", ms=300.0), "Paris"),
        scored(Question("?", "unanswerable"), _given("Sorry", refused=True), "Sorry"),
    ]
    found = figures(marked, lambda text: text)
    assert found["f1"] == found["em"] == found["contains"] == 0.5
    assert found["false_refusals"] == 0.5
    assert found["refused"] == 0.5
    assert found["unanswerable_refused"] == 1
    assert found["score"] == pytest.approx(3 / 5)
    assert found["refusal_precision"] == found["refusal_recall"] == pytest.approx(2 / 3, abs=1e-3)
    assert found["refusal_accuracy"] == pytest.approx(3 / 5)
    assert found["citation_precision"] == found["groundedness"] == 1
    assert (found["latency_p50_ms"], found["latency_p95_ms"]) == (100, 260)
