"""Messages that visitors left when nobody was there."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from assistants.models import Assistant
from chat.handoff.leads import as_csv
from chat.handoff.workflows import remove_lead
from chat.models import settings_of
from dashboard.access import PageRequest, for_assistant
from dashboard.frame import show

PER_PAGE = 25


@for_assistant
def leads(request: PageRequest, assistant: Assistant) -> HttpResponse:
    """The newest first."""
    rows = Paginator(assistant.leads.all(), PER_PAGE).get_page(request.GET.get("page"))
    context = {"rows": rows, "chat": settings_of(assistant), "tab": "leads"}
    return show(request, assistant, "inbox", "inbox/leads.html", context)


@for_assistant
def export_leads(request: PageRequest, assistant: Assistant) -> HttpResponse:
    """All of them as CSV."""
    response = HttpResponse(as_csv(assistant.leads.all()), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="messages.csv"'
    response["Cache-Control"] = "no-store"
    return response


@require_POST
@for_assistant
def forget_lead(request: PageRequest, assistant: Assistant, lead_id: UUID) -> HttpResponse:
    """Removes a message and the address in it."""
    remove_lead(get_object_or_404(assistant.leads.all(), pk=lead_id), request.user)
    messages.success(request, "The message is removed.")
    return redirect("leads", assistant.pk)
