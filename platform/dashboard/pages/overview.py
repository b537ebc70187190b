"""The first page: what to do next, and how the last seven days went."""

from django.http import HttpResponse

from assistants.models import Assistant
from dashboard.access import PageRequest, for_assistant
from dashboard.checklist import checklist
from dashboard.frame import show
from dashboard.week import week


@for_assistant
def overview(request: PageRequest, assistant: Assistant) -> HttpResponse:
    """The checklist until it is done, and the week's figures."""
    steps = checklist(assistant)
    done = sum(step.done for step in steps)
    context = {"steps": steps, "done": done, "share": done / len(steps), "week": week(assistant, 7)}
    return show(request, assistant, "overview", "overview/page.html", context)
