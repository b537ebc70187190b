"""How the conversations go, and what people asked in vain."""

from django.http import HttpResponse

from assistants.models import Assistant
from dashboard.access import PageRequest, for_assistant
from dashboard.frame import show
from dashboard.week import week
from insights.quality import unanswered

SPANS = (7, 30, 90)
OPEN_QUESTIONS = 50


@for_assistant
def insights(request: PageRequest, assistant: Assistant) -> HttpResponse:
    """The figures of `?days=` and the latest open questions, each with a way to answer it."""
    asked = request.GET.get("days", "")
    days = int(asked) if asked.isdecimal() and int(asked) in SPANS else 30
    context = {"spans": SPANS, "days": days, "week": week(assistant, days)}
    context["unanswered"] = unanswered(OPEN_QUESTIONS, assistant)
    return show(request, assistant, "insights", "insights/page.html", **context)
