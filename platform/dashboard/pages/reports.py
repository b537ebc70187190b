"""The report card: what the exam found, in words, in figures, and question by question."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from assistants.models import Assistant, ReportCard
from dashboard.access import PageRequest, for_assistant
from dashboard.forms.knowledge import QuestionForm
from dashboard.frame import show

ARMS = {"base": "Base model with your pages", "live": "Live version", "candidate": "New version"}
MEASURES = [
    ("f1", "Words right (F1)"),
    ("contains", "Holds the right answer"),
    ("refused", "Turned away off-topic questions"),
    ("false_refusals", "Refused what it should answer (less is better)"),
    ("groundedness", "Words found in the pages it cites"),
]
FILTERS = {
    "all": "All",
    "worse": "Worse than before",
    "better": "Better than before",
    "wrong": "Still wrong",
    "off_topic": "Off-topic",
}


@dataclass(frozen=True)
class Row:
    """A question with the arms' answers; `gain` is what the new version's score won or lost."""

    number: int
    data: dict[str, Any]
    answers: list[tuple[str, dict[str, Any]]]
    gain: float
    wrong: bool


@for_assistant
def report(request: PageRequest, assistant: Assistant, report_id: UUID) -> HttpResponse:
    """The verdict first, then how it came about; `?show=` picks one of FILTERS."""
    cards = ReportCard.objects.filter(adapter__assistant=assistant).select_related("adapter", "training")
    card = get_object_or_404(cards, pk=report_id)
    chosen = request.GET.get("show", "all")
    rows = [_row(number, data) for number, data in enumerate(card.rows, 1)]
    context = {
        "card": card,
        "arms": [(ARMS.get(arm, arm), _measures(figures), figures) for arm, figures in _ordered(card.arms)],
        "filters": [(name, label, len(_picked(rows, name))) for name, label in FILTERS.items()],
        "chosen": chosen,
        "rows": _picked(rows, chosen),
        "form": QuestionForm(),
    }
    return show(request, assistant, "training", "report/page.html", context)


def _ordered(arms: dict[str, Any]) -> list[tuple[str, Any]]:
    return [(arm, arms[arm]) for arm in ARMS if arm in arms]


def _measures(figures: dict[str, float]) -> list[tuple[str, float]]:
    return [(label, figures[name]) for name, label in MEASURES if name in figures]


def _row(number: int, data: dict[str, Any]) -> Row:
    answers = data["answers"]
    ours = answers.get("candidate", {})
    before = answers.get("live") or answers.get("base") or {}
    named = [(ARMS[arm], answer) for arm, answer in _ordered(answers)]
    return Row(number, data, named, _score(data, ours) - _score(data, before), _score(data, ours) < 0.5)


def _score(data: dict[str, Any], answer: dict[str, Any]) -> float:
    return answer.get("f1", 0.0) if data["kind"] == "answer" else float(answer.get("refused", False))


def _picked(rows: list[Row], name: str) -> list[Row]:
    """The rows of one filter; the worst come first wherever there is a worse."""
    if name == "worse":
        return sorted((row for row in rows if row.gain < 0), key=lambda row: row.gain)
    if name == "better":
        return sorted((row for row in rows if row.gain > 0), key=lambda row: -row.gain)
    if name == "wrong":
        return [row for row in rows if row.wrong]
    if name == "off_topic":
        return [row for row in rows if row.data["kind"] != "answer"]
    return rows
