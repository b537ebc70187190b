"""One source: its pages or file, how reading each went, reading it again, removing it."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from assistants.models import Assistant
from dashboard.access import PageRequest, for_assistant
from dashboard.frame import show
from dashboard.problems import on_page
from knowledge import workflows
from knowledge.jobs import READ
from knowledge.models import Document, Source
from tenants.jobs import latest


@for_assistant
def source(request: PageRequest, assistant: Assistant, source_id: UUID) -> HttpResponse:
    """Its documents with their states; `?state=` picks one."""
    return show(request, assistant, "knowledge", "knowledge/source.html", _details(request, source_id))


@for_assistant
def live_source(request: PageRequest, assistant: Assistant, source_id: UUID) -> HttpResponse:
    """The changing part alone, asked for again while it is being read."""
    return render(
        request, "dashboard/knowledge/documents.html", {"assistant": assistant} | _details(request, source_id)
    )


def _details(request: PageRequest, source_id: UUID) -> dict[str, Any]:
    row = get_object_or_404(Source.objects.all(), pk=source_id)
    chosen = request.GET.get("state", "")
    documents = row.documents.annotate(passage_count=Count("passages")).order_by("url", "title")
    counts = dict(row.documents.order_by().values_list("state").annotate(n=Count("pk")))
    job = latest(READ, row.pk)
    chosen_rows = documents.filter(state=chosen) if chosen else documents
    return {
        "source": row,
        "progress": job.progress if job else {},
        "busy": row.state in {Source.State.WAITING, Source.State.READING},
        "chosen": chosen,
        "states": [(value, label, counts.get(value, 0)) for value, label in Document.State.choices if value in counts],
        "rows": Paginator(chosen_rows, 50).get_page(request.GET.get("page")),
    }


@require_POST
@for_assistant
def read_again(request: PageRequest, assistant: Assistant, source_id: UUID) -> HttpResponse:
    """Fetches everything anew; what has vanished is forgotten."""
    row = get_object_or_404(Source.objects.all(), pk=source_id)
    with on_page(request, "We are reading it again. Until that is done, it answers from what it knew."):
        workflows.read_again(row, actor=request.user)
    return redirect("source", assistant.pk, row.pk)


@require_POST
@for_assistant
def remove_source(request: PageRequest, assistant: Assistant, source_id: UUID) -> HttpResponse:
    """Forgets the source and all that was read from it."""
    row = get_object_or_404(Source.objects.all(), pk=source_id)
    with on_page(request, f"“{row.title}” is removed. It answers from it no more."):
        workflows.remove_source(row, actor=request.user)
    return redirect("knowledge", assistant.pk)


@for_assistant
def document(request: PageRequest, assistant: Assistant, document_id: UUID) -> HttpResponse:
    """What was read from one page or file, passage by passage, as it is searched."""
    row = get_object_or_404(Document.objects.select_related("source"), pk=document_id)
    context = {"document": row, "passages": row.passages.defer("vector", "sentence_vectors")}
    return show(request, assistant, "knowledge", "knowledge/document.html", context)
