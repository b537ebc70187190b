"""The questions of an exam, sorted for whoever wants to put them right."""

from typing import Any

import pytest

from dashboard.marks import OF_A_REPORT, measures, rows_of, tabs, worst


def _said(f1: float, refused: bool = False, right: bool | None = None) -> dict[str, Any]:
    return {"text": "x", "f1": f1, "refused": refused, "right": f1 >= 0.5 if right is None else right}


def _asked(question: str, kind: str = "answer", **answers: dict[str, Any]) -> dict[str, Any]:
    return {"question": question, "gold": "gold", "kind": kind, "answers": answers}


EXAM = [
    _asked("won", base=_said(0.1), candidate=_said(1.0)),
    _asked("lost", base=_said(1.0), candidate=_said(0.2)),
    _asked("hopeless", base=_said(0.0), candidate=_said(0.0)),
    _asked("fooled", "off_topic", base=_said(0, True, True), candidate=_said(0, False, False)),
    _asked("turned away", "off_topic", base=_said(0, True, True), candidate=_said(0, True, True)),
]


def _names(rows: list[Any]) -> list[str]:
    return [row.data["question"] for row in rows]


def test_the_worst_are_wrong_answers_that_can_be_put_right_the_lowest_score_first() -> None:
    assert _names(worst(rows_of(EXAM))) == ["hopeless", "lost", "fooled"]


def test_no_more_than_ten_are_the_worst() -> None:
    assert len(worst(rows_of([_asked(str(n), candidate=_said(0.0)) for n in range(14)]))) == 10


@pytest.mark.parametrize(
    ("tab", "shown"),
    [
        ("all", ["won", "lost", "hopeless", "fooled", "turned away"]),
        ("better", ["won"]),
        ("worse", ["fooled", "lost"]),
        ("wrong", ["lost", "hopeless", "fooled"]),
        ("off_topic", ["fooled", "turned away"]),
    ],
)
def test_a_tab_shows_its_rows(tab: str, shown: list[str]) -> None:
    assert _names(tabs(OF_A_REPORT, rows_of(EXAM), tab)["rows"]) == shown


def test_unasked_the_worst_are_shown_if_there_are_any() -> None:
    assert tabs(OF_A_REPORT, rows_of(EXAM), "")["chosen"] == "worst"
    assert tabs(OF_A_REPORT, rows_of(EXAM[:1]), "nonsense")["chosen"] == "all"


def test_an_exam_of_what_is_live_is_judged_by_it() -> None:
    (row,) = rows_of([_asked("x", live=_said(1.0))])
    assert (row.right, row.gain, row.answers[0][0]) == (True, 0.0, "Live version")


def test_a_share_of_questions_that_were_not_asked_is_not_shown() -> None:
    found = {"f1": 0.5, "refused": 0.0, "unanswerable_refused": 0.0}
    assert [label for label, _ in measures(found, {"answer"})] == ["Words right (F1)"]
    assert len(measures(found, {"answer", "off_topic"})) == 2
