"""Exams that the business brings: its own questions, put to what is live."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from assistants.models import Assistant
from assistants.workflows.exams import remove_exam as remove
from assistants.workflows.exams import start_exam
from dashboard.access import PageRequest, for_assistant
from dashboard.forms.exams import ExamForm
from dashboard.frame import show
from dashboard.marks import OF_AN_EXAM, measures, rows_of, tabs
from dashboard.problems import on_form, on_page

UNTRAINED = "Not trained yet"


@for_assistant
def exams(request: PageRequest, assistant: Assistant) -> HttpResponse:
    """The form for another one above those so far."""
    return _page(request, assistant, ExamForm())


@require_POST
@for_assistant
def add_exam(request: PageRequest, assistant: Assistant) -> HttpResponse:
    """Starts the exam of a file, or says in which row it is wrong."""
    form = ExamForm(request.POST, request.FILES)
    if form.is_valid():
        file = form.cleaned_data["file"]
        with on_form(form):
            run = start_exam(assistant, form.called(), file.read(), request.user, name=file.name)
    if form.errors:
        return _page(request, assistant, form, status=422)
    return redirect("exam", assistant.pk, run.pk)


@for_assistant
def exam(request: PageRequest, assistant: Assistant, run_id: UUID) -> HttpResponse:
    """How far it is; then its figures and its questions, of which `?show=` picks a tab."""
    run = get_object_or_404(assistant.exam_runs.select_related("job"), pk=run_id)
    context = {"run": run, "version": _versions(assistant).get(run.adapter, UNTRAINED)}
    if run.result:
        found = measures(run.result, {row["kind"] for row in run.rows})
        context |= {"measures": found} | tabs(OF_AN_EXAM, rows_of(run.rows), request.GET.get("show", ""))
    return show(request, assistant, "training", "exams/one.html", context)


@require_POST
@for_assistant
def remove_exam(request: PageRequest, assistant: Assistant, run_id: UUID) -> HttpResponse:
    """Forgets one, whether it has been held or not."""
    run = get_object_or_404(assistant.exam_runs.select_related("job"), pk=run_id)
    with on_page(request, f"“{run}” is removed."):
        remove(run, actor=request.user)
    return redirect("exams", assistant.pk)


def _page(request: PageRequest, assistant: Assistant, form: ExamForm, *, status: int = 200) -> HttpResponse:
    runs = list(assistant.exam_runs.select_related("job").defer("rows", "questions"))
    versions = _versions(assistant)
    context: dict[str, Any] = {
        "form": form,
        "runs": [(run, versions.get(run.adapter, UNTRAINED)) for run in runs],
        "busy": not all(run.job.finished for run in runs),
    }
    return show(request, assistant, "training", "exams/page.html", context, status=status)


def _versions(assistant: Assistant) -> dict[str, str]:
    return {adapter.name: str(adapter) for adapter in assistant.adapters.all()}
