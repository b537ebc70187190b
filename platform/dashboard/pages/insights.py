"""How the conversations go, and what people asked in vain."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse

from assistants.models import Assistant
from dashboard.access import PageRequest, for_assistant
from dashboard.frame import show
from dashboard.week import week
from insights.quality import Unanswered, unanswered
from insights.versions import versions

SPANS = (7, 30, 90)
OPEN_QUESTIONS = 50


@dataclass
class Open:
    """A question that was asked `times` times; `latest` is the newest answer that it got."""

    latest: Unanswered
    times: int


@for_assistant
def insights(request: PageRequest, assistant: Assistant) -> HttpResponse:
    """The figures of `?days=` and the latest open questions, each with a way to answer it."""
    asked = request.GET.get("days", "")
    days = int(asked) if asked.isdecimal() and int(asked) in SPANS else 30
    context: dict[str, Any] = {"spans": SPANS, "days": days, "week": week(assistant, days)}
    context["versions"] = versions(assistant, days)
    context["open"] = _grouped(unanswered(OPEN_QUESTIONS, assistant))
    return show(request, assistant, "insights", "insights/page.html", context)


def _grouped(rows: list[Unanswered]) -> list[Open]:
    """The same question in other case or spacing once, the most asked first, then the newest."""
    groups: dict[str, Open] = {}
    for row in rows:
        same = groups.setdefault(" ".join(row.question.lower().split()), Open(row, 0))
        same.times += 1
    return sorted(groups.values(), key=lambda group: -group.times)
