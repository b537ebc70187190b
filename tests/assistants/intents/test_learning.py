"""The classifier learns, is checked on what it has not seen, and says how sure it is."""

from dataclasses import replace

import numpy as np
import pytest

from assistants.intents.learning.figures import HIGHEST, LOWEST, UNKNOWN, figures, matrix, suggested
from assistants.intents.learning.folds import held_out
from assistants.intents.learning.head import Head, beside, fit
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
        head = fit(vectors[::2], labels[::2], 5).head
        assert (head.probabilities(vectors[1::2]).argmax(axis=1) == labels[1::2]).mean() > 0.95

    def test_what_it_says_of_a_row_left_out_is_what_a_head_without_that_row_says(self):
        vectors, labels = cloud(3, 8, spread=0.5)
        whole = fit(vectors, labels, 3)
        for row in (0, 9, 23):
            others = np.arange(24) != row
            without = replace(fit(vectors[others], labels[others], 3).head, sharpness=whole.head.sharpness)
            assert without.probabilities(vectors[[row]])[0] == pytest.approx(whole.left_out[row], abs=2e-3)

    def test_a_row_without_importance_teaches_nothing(self):
        vectors, labels = cloud(2, 20)
        wrong = np.concatenate([labels, 1 - labels])
        importance = np.concatenate([np.ones(40), np.zeros(40)]).astype(np.float32)
        head = fit(np.vstack([vectors, vectors]), wrong, 2, importance).head
        assert (head.probabilities(vectors).argmax(axis=1) == labels).all()

    def test_it_is_as_sure_as_it_is_right(self):
        vectors, labels = cloud(4, 100, spread=0.5)
        left_out = fit(vectors, labels, 4).left_out
        right = (left_out.argmax(axis=1) == labels).mean()
        assert 0.5 < right < 0.99
        assert left_out.max(axis=1).mean() == pytest.approx(right, abs=0.05)

    def test_what_is_far_from_everything_is_nothing_for_sure(self):
        vectors, labels = cloud(4, 20)
        assert fit(vectors, labels, 4).head.probabilities(np.eye(16, dtype=np.float32)[[15]]).max() < 0.5

    def test_many_rows_are_learned_through_some_of_them(self, monkeypatch):
        vectors, labels = cloud(5, 60)
        monkeypatch.setattr("assistants.intents.learning.head.LANDMARKS", 50)
        fitted = fit(vectors, labels, 5)
        assert fitted.head.landmarks.shape == (50, 16)
        assert (fitted.left_out.argmax(axis=1) == labels).mean() > 0.95

    def test_a_packed_head_says_the_same(self):
        vectors, labels = cloud(3, 10)
        head = fit(vectors, labels, 3).head
        again = Head.unpack(head.pack(), 3, 16)
        assert np.allclose(again.probabilities(vectors), head.probabilities(vectors), atol=1e-6)

    def test_two_encoders_count_alike(self):
        one, _ = cloud(2, 3)
        both = beside(one, one[::-1])
        assert np.allclose(both @ both.T, (one @ one.T + one[::-1] @ one[::-1].T) / 2, atol=1e-6)


class TestHoldingOut:
    def test_a_fifth_of_each_label_is_kept_back(self):
        _, labels = cloud(3, 20)
        learned, kept = held_out(labels, np.zeros(60, bool), 0.2)
        assert np.bincount(labels[kept]).tolist() == [4, 4, 4]
        assert sorted([*learned, *kept]) == list(range(60))

    def test_given_rows_and_only_rows_are_always_learned_from(self):
        labels = np.array([0, 0, 0, 1, 1])
        given = np.array([False, False, True, True, False])
        learned, kept = held_out(labels, given, 0.5)
        assert {2, 3, 4} <= set(learned)
        assert len(kept) == 1


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
