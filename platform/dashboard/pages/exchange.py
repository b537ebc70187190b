"""Training rows in and out as files, a version to take away, and where a passage went."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from assistants import lineage, workflows
from assistants.exchange.export import export
from assistants.models import Assistant
from assistants.package.archive import download
from dashboard.access import PageRequest, for_assistant
from dashboard.forms.training import ImportForm
from dashboard.frame import show
from dashboard.problems import on_form, on_page


@for_assistant
def export_rows(request: PageRequest, assistant: Assistant, dataset_id: UUID, suffix: str) -> HttpResponse:
    """The rows as a file; `?state=`, `?split=` and `?kind=` pick some."""
    rows = assistant.datasets.select_related("assistant__tenant")
    return export(get_object_or_404(rows, pk=dataset_id), suffix, request.GET.dict())


@require_POST
@for_assistant
def import_rows(request: PageRequest, assistant: Assistant, dataset_id: UUID) -> HttpResponse:
    """Adds a file's rows, to be reviewed."""
    row = get_object_or_404(assistant.datasets.select_related("tenant"), pk=dataset_id)
    form = ImportForm(request.POST, request.FILES)
    if form.is_valid():
        with on_form(form):
            count = workflows.import_rows(row, form.cleaned_data["file"], actor=request.user)
            messages.success(request, f"{count} {'row' if count == 1 else 'rows'} imported. They wait for your review.")
    for error in (error for errors in form.errors.values() for error in errors):
        messages.error(request, str(error))
    return redirect("dataset", assistant.pk, row.pk)


@for_assistant
def download_version(request: PageRequest, assistant: Assistant, adapter_id: UUID) -> HttpResponse:
    """The adapter in PEFT's format, with its model card."""
    rows = assistant.adapters.select_related("training__dataset", "assistant__tenant")
    adapter = get_object_or_404(rows, pk=adapter_id)
    with on_page(request):
        return download(adapter)
    return redirect("training-run", assistant.pk, adapter.training_id)


@for_assistant
def passage(request: PageRequest, assistant: Assistant, passage_id: str) -> HttpResponse:
    """Which examples show a passage, and which versions learned from it."""
    uses = lineage.uses(passage_id)
    known = lineage.find(passage_id)
    if known is None and not uses:
        raise Http404
    # A passage that was removed or written anew stays readable in the rows that it made.
    shown = next((one for use in uses for one in use.examples[0].passages if one["id"] == passage_id), None)
    context = {"uses": uses, "known": known, "shown": shown}
    return show(request, assistant, "training", "training/passage.html", context)
