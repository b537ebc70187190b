"""The front door: what Botwright is, or straight to one's own assistant."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from dashboard.access import assistants_of


def home(request: HttpRequest) -> HttpResponse:
    """The landing page; somebody signed in goes to their first assistant."""
    if not request.user.is_authenticated:
        return render(request, "dashboard/landing.html")
    first = assistants_of(request.user).order_by("created_at").first()
    if first is None:
        return render(request, "dashboard/no_assistant.html")
    return redirect("overview", first.pk)
