"""What the bot would read before it answers a question."""

from django.http import HttpResponse
from django.shortcuts import render

from assistants.models import Assistant
from dashboard.access import PageRequest, for_assistant
from dashboard.frame import show
from knowledge.search import Hit, search
from serving.client import EngineError

RESULTS = 5


@for_assistant
def test_search(request: PageRequest, assistant: Assistant) -> HttpResponse:
    """The nearest passages, best first; the list alone with htmx."""
    wanted = request.GET.get("q", "").strip()[:500]
    hits, problem = _found(wanted)
    context = {"wanted": wanted, "hits": hits, "problem": problem}
    if "HX-Request" in request.headers:
        return render(request, "dashboard/knowledge/hits.html", {"assistant": assistant} | context)
    return show(request, assistant, "knowledge", "knowledge/search.html", context)


def _found(wanted: str) -> tuple[list[Hit], str]:
    """The passages, or why there are none to show."""
    if not wanted:
        return [], ""
    try:
        return search(wanted, RESULTS), ""
    except EngineError:
        return [], "The engine, which turns words into meaning, does not answer. Wait a moment and search again."
