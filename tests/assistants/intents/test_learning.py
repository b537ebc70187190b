"""The classifier learns, is checked on what it has not seen, and says how sure it is."""

import numpy as np
import pytest

from assistants.intents.learning.figures import HIGHEST, LOWEST, UNKNOWN, figures, matrix, suggested
from assistants.intents.learning.folds import cross_validated, folds, held_out
from assistants.intents.learning.head import Head, fit
from assistants.intents.learning.outcomes import NOTHING, Outcomes


def cloud(classes: int, each: int, spread: float = 0.2) -> tuple[np.ndarray, np.ndarray]:
    """Unit vectors in 16 dimensions around a direction per class, and their labels."""
    random = np.random.default_rng(7)
    directions = np.eye(16)[:classes]
    rows = np.repeat(directions, each, axis=0) + random.normal(0, spread, (classes * each, 16))
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return rows.astype(np.float32), np.repeat(np.arange(classes), each)


OUTCOMES = Outcomes(
    ["track", "cancel"],
    gold=[0, 0, 0, 1, 1, NOTHING, NOTHING],
    guess=[0, 0, 1, 1, 1, 0, 1],
    confidence=[0.9, 0.8, 0.7, 0.95, 0.4, 0.75, 0.2],
)


class TestHead:
    def test_it_tells_classes_apart_that_it_has_not_seen_all_of(self):
        vectors, labels = cloud(5, 40)
        head = fit(vectors[::2], labels[::2], 5)
        assert (head.probabilities(vectors[1::2]).argmax(axis=1) == labels[1::2]).mean() > 0.95

    def test_it_finds_the_minimum_of_the_loss(self):
        vectors, labels = cloud(3, 30, spread=0.8)
        head = fit(vectors, labels, 3)
        extended = np.hstack([vectors * 8, np.ones((90, 1), np.float32)])
        wanted = np.eye(3, dtype=np.float32)[labels]
        slope = extended.T @ (head.probabilities(vectors) - wanted) / 90 + 1e-4 * head.weights
        assert np.abs(slope).max() < 1e-3

    def test_a_row_without_importance_teaches_nothing(self):
        vectors, labels = cloud(2, 20)
        wrong = np.concatenate([labels, 1 - labels])
        importance = np.concatenate([np.ones(40), np.zeros(40)]).astype(np.float32)
        head = fit(np.vstack([vectors, vectors]), wrong, 2, importance)
        assert (head.probabilities(vectors).argmax(axis=1) == labels).all()

    def test_a_packed_head_says_the_same(self):
        vectors, labels = cloud(3, 10)
        head = fit(vectors, labels, 3)
        again = Head.unpack(head.pack(), 3)
        assert np.array_equal(again.probabilities(vectors), head.probabilities(vectors))


class TestFolds:
    def test_every_row_is_checked_on_once_and_never_learned_from_then(self):
        _, labels = cloud(4, 7)
        checked = []
        for learned, kept in folds(labels, np.zeros(28, bool)):
            assert not set(learned) & set(kept)
            assert set(labels[learned]) == {0, 1, 2, 3}
            checked += kept.tolist()
        assert sorted(checked) == list(range(28))

    def test_given_rows_and_only_rows_are_always_learned_from(self):
        labels = np.array([0, 0, 0, 1, 1])
        given = np.array([False, False, True, True, False])
        for learned, kept in folds(labels, given):
            assert {2, 3, 4} <= set(learned)
            assert set(kept) <= {0, 1}

    def test_a_fifth_of_each_label_is_held_out(self):
        _, labels = cloud(3, 20)
        learned, kept = held_out(labels, np.zeros(60, bool), 0.2)
        assert np.bincount(labels[kept]).tolist() == [4, 4, 4]
        assert len(learned) == 48

    def test_outcomes_come_from_heads_that_have_not_seen_the_row(self):
        vectors, labels = cloud(3, 10)
        # Its twin is all that could tell that this row is of class 0: a head that had seen it would know.
        vectors[0] = vectors[-1]
        found = cross_validated(vectors, labels, ["a", "b"], np.ones(30, np.float32), np.zeros(30, bool))
        assert len(found.gold) == 30
        assert found.gold.count(NOTHING) == 10
        odd = found.gold.index(0)
        assert found.confidence[odd] < 0.5


class TestFigures:
    def test_shares_at_a_threshold(self):
        found = figures(OUTCOMES, 0.5)
        assert found.phrasings == 5
        assert found.accuracy == pytest.approx(4 / 5)
        assert found.recognised == pytest.approx(4 / 5)
        assert found.precision == pytest.approx(3 / 5)
        assert found.false_alarms == pytest.approx(1 / 2)

    def test_each_intent_has_precision_recall_and_f1(self):
        track, cancel = figures(OUTCOMES, 0.5).scores
        assert (track.intent, track.support) == ("track", 3)
        assert (track.precision, track.recall, track.f1) == (2 / 3, 2 / 3, 2 / 3)
        assert (cancel.precision, cancel.recall, cancel.f1) == (1 / 2, 1 / 2, 1 / 2)

    def test_the_matrix_counts_every_sentence_once(self):
        assert matrix(OUTCOMES, 0.5) == [[2, 1, 0], [0, 1, 1], [1, 0, 1]]

    def test_confusions_come_most_frequent_first(self):
        assert set(figures(OUTCOMES, 0.5).confusions) == {(0, 1, 1), (1, NOTHING, 1)}

    def test_the_threshold_keeps_what_is_recognised_right(self):
        assert suggested(OUTCOMES) == 0.8
        assert figures(OUTCOMES, suggested(OUTCOMES)).precision == 1.0

    def test_the_threshold_stays_within_bounds(self):
        sure = Outcomes(["a"], gold=[0, 0], guess=[0, 0], confidence=[0.1, 0.2])
        lost = Outcomes(["a"], gold=[NOTHING], guess=[0], confidence=[0.99])
        assert (suggested(sure), suggested(lost), suggested(Outcomes())) == (LOWEST, HIGHEST, UNKNOWN)

    def test_nothing_to_measure_is_no_figure(self):
        found = figures(Outcomes(), 0.5)
        assert (found.accuracy, found.precision, found.macro_f1, found.scores) == (None, None, None, [])
