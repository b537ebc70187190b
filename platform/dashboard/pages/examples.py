"""The training set, row by row: approve, reject, put right."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from assistants import workflows
from assistants.models import Adapter, Assistant, Dataset, Example
from dashboard.access import PageRequest, for_assistant
from dashboard.forms.training import ExampleForm, ReviewForm
from dashboard.frame import show
from dashboard.problems import on_form

PER_PAGE = 25
FILTER = ("state", "kind", "origin", "copies")


@for_assistant
def dataset(request: PageRequest, assistant: Assistant, dataset_id: UUID) -> HttpResponse:
    """Its rows; `?state=`, `?kind=`, `?origin=` and `?copies=1` pick some."""
    row = get_object_or_404(assistant.datasets.all(), pk=dataset_id)
    return show(request, assistant, "training", "training/dataset.html", _rows(request, row))


def _rows(request: PageRequest, row: Dataset) -> dict[str, Any]:
    only = {name: request.GET.get(name, "") for name in FILTER}
    rows = workflows.picked(row, only).select_related("near_copy_of")
    counts, origins = (_counted(row, name) for name in ("state", "origin"))
    return {
        "dataset": row,
        **only,
        "filtered": any(only.values()),
        "near_copies": workflows.picked(row, {"copies": "1"}).count(),
        "origins": [(value, label, origins[value]) for value, label in Example.Origin.choices if value in origins],
        "adapters": Adapter.objects.filter(training__dataset=row).order_by("version"),
        "states": [(value, label, counts.get(value, 0)) for value, label in Example.State.choices],
        "kinds": Example.Kind.choices,
        "total": sum(counts.values()),
        "proposed": counts.get(Example.State.PROPOSED, 0),
        "rows": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "query": f"{urlencode(only)}&",
    }


def _counted(row: Dataset, name: str) -> dict[str, int]:
    return dict(row.examples.order_by().values_list(name).annotate(n=Count("pk")))


@require_POST
@for_assistant
def review(request: PageRequest, assistant: Assistant, dataset_id: UUID) -> HttpResponse:
    """Approves or rejects the rows ticked, all that the filter shows, or all that nobody has reviewed."""
    row = get_object_or_404(assistant.datasets.all(), pk=dataset_id)
    form = ReviewForm(request.POST, row)
    if form.is_valid():
        with on_form(form):
            _decide(row, form, request)
    for error in (error for errors in form.errors.values() for error in errors):
        messages.error(request, str(error))
    back = request.POST.get("back", "")
    return redirect(f"{reverse('dataset', args=[assistant.pk, row.pk])}?{back}")


def _decide(row: Dataset, form: ReviewForm, request: PageRequest) -> None:
    state = Example.State(form.cleaned_data["decision"])
    count = workflows.review(row, state, form.ids(), actor=request.user, only=form.filter())
    messages.success(request, f"{count} {'row' if count == 1 else 'rows'} {state.label.lower()}.")


@for_assistant
def example(request: PageRequest, assistant: Assistant, example_id: UUID) -> HttpResponse:
    """One row's form, and saving it; in place with htmx."""
    rows = Example.objects.filter(dataset__assistant=assistant).select_related("dataset")
    row = get_object_or_404(rows, pk=example_id)
    form = ExampleForm(request.POST or None, initial={"question": row.question, "answer": row.answer})
    if request.method == "POST" and form.is_valid():
        with on_form(form):
            workflows.edit_example(row, form.cleaned_data["question"], form.cleaned_data["answer"], actor=request.user)
    saved = request.method == "POST" and not form.errors
    context = {"assistant": assistant, "row": row, "form": form, "dataset": row.dataset}
    if "HX-Request" in request.headers:
        part = "row.html" if saved or "view" in request.GET else "edit_row.html"
        return render(request, f"dashboard/training/{part}", context)
    if saved:
        return redirect("dataset", assistant.pk, row.dataset_id)
    status = 422 if form.errors else 200
    return show(request, assistant, "training", "training/example.html", context, status=status)
