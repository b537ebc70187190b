"""The questions of an exam with their answers, for a page: which were wrong, which won or lost, which were worst."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

ARMS = {
    "few_shot": "Base model with pages and examples",
    "base": "Base model with the same pages",
    "skill": "Shared reading skill",
    "live": "Live version",
    "candidate": "New version",
}
MEASURES = [
    ("f1", "Words right (F1)"),
    ("contains", "Holds the right answer"),
    ("refused", "Turned away off-topic questions"),
    ("unanswerable_refused", "Turned away what it should refuse"),
    ("false_refusals", "Refused what it should answer (less is better)"),
    ("groundedness", "Words found in the pages it cites"),
]
# Shares of one kind of question only.
ABOUT = {"refused": "off_topic", "unanswerable_refused": "unanswerable"}
WORST = 10


@dataclass(frozen=True)
class Row:
    """A question with the arms' answers. `score` is the judged arm's, `gain` what it won or lost against the other.

    `number` counts from 1 in the order of the exam.
    """

    number: int
    data: dict[str, Any]
    answers: list[tuple[str, dict[str, Any]]]
    score: float
    gain: float
    right: bool

    @property
    def answerable(self) -> bool:
        """False for what is to be turned away."""
        return bool(self.data["kind"] == "answer")


def rows_of(listed: Sequence[dict[str, Any]]) -> list[Row]:
    """The rows of a report card (judged: the new version) or of a business's own exam (judged: what was live)."""
    return [_row(number, data) for number, data in enumerate(listed, 1)]


def worst(rows: Sequence[Row]) -> list[Row]:
    """Up to WORST wrong answers, what the business can put right first, the lowest score first."""
    wrong = (row for row in rows if not row.right)
    return sorted(wrong, key=lambda row: (not row.answerable, row.score, row.gain))[:WORST]


def named(arms: dict[str, Any]) -> list[tuple[str, Any]]:
    """(label, what belongs to it) of each arm, the judged one last."""
    return [(label, arms[arm]) for arm, label in ARMS.items() if arm in arms]


def measures(figures: dict[str, float], kinds: set[str]) -> list[tuple[str, float]]:
    """The shares that say something, given the kinds of question that were asked."""
    said = {None, *kinds}
    return [(label, figures[name]) for name, label in MEASURES if name in figures and ABOUT.get(name) in said]


@dataclass(frozen=True)
class Filter:
    """A tab over the rows; `pick` keeps those that it shows, in its order."""

    name: str
    label: str
    pick: Callable[[Sequence[Row]], list[Row]]


OF_AN_EXAM = [
    Filter("worst", "The worst", worst),
    Filter("all", "All", list),
    Filter("wrong", "Wrong", lambda rows: [row for row in rows if not row.right]),
    Filter("off_topic", "To be turned away", lambda rows: [row for row in rows if not row.answerable]),
]
OF_A_REPORT = [
    *OF_AN_EXAM[:2],
    Filter("worse", "Worse than before", lambda rows: _by_gain([row for row in rows if row.gain < 0])),
    Filter("better", "Better than before", lambda rows: _by_gain([row for row in rows if row.gain > 0])[::-1]),
    *OF_AN_EXAM[2:],
]


def tabs(filters: Sequence[Filter], rows: Sequence[Row], wanted: str) -> dict[str, Any]:
    """For the template: every tab with its count, the one chosen, and its rows. Unasked, the worst come first."""
    picked = {one.name: one.pick(rows) for one in filters}
    chosen = wanted if wanted in picked else "worst" if picked["worst"] else "all"
    listed = [(one.name, one.label, len(picked[one.name])) for one in filters]
    return {"filters": listed, "chosen": chosen, "rows": picked[chosen]}


def _row(number: int, data: dict[str, Any]) -> Row:
    answers = data["answers"]
    ours = answers.get("candidate") or answers.get("live") or {}
    before = answers.get("live") or answers.get("skill") or answers.get("base") or {}
    score = _score(data, ours)
    return Row(number, data, named(answers), score, score - _score(data, before), bool(ours.get("right")))


def _score(data: dict[str, Any], answer: dict[str, Any]) -> float:
    return float(answer.get("f1", 0.0)) if data["kind"] == "answer" else float(answer.get("refused", False))


def _by_gain(rows: list[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: row.gain)
