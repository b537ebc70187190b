"""Everything the business has shown, and the four ways to show more."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from assistants.models import Assistant
from dashboard.access import PageRequest, for_assistant
from dashboard.forms.knowledge import FilesForm, QuestionForm, TextForm, WebsiteForm
from dashboard.frame import show
from dashboard.problems import on_form
from knowledge import workflows
from knowledge.jobs import READ
from knowledge.models import Document, Question, Source
from tenants.models import Job

FORMS: dict[str, type[forms.Form]] = {
    "website": WebsiteForm,
    "files": FilesForm,
    "text": TextForm,
    "question": QuestionForm,
}


@for_assistant
def knowledge(request: PageRequest, assistant: Assistant) -> HttpResponse:
    """The sources, under the form that `?add=` picks."""
    add = request.GET.get("add", "website")
    add = add if add in FORMS else "website"
    return _page(request, assistant, add, FORMS[add]())


@for_assistant
def live_sources(request: PageRequest, assistant: Assistant) -> HttpResponse:
    """The list alone, asked for again while something is being read."""
    return render(request, "dashboard/knowledge/sources.html", {"assistant": assistant} | listing())


@require_POST
@for_assistant
def add_website(request: PageRequest, assistant: Assistant) -> HttpResponse:
    """Starts reading a website."""

    def work(form: Any) -> None:
        workflows.add_website(form.cleaned_data["url"], actor=request.user, **form.budgets())

    return _add(request, assistant, "website", work, "We are reading it. It answers as soon as the first page is in.")


@require_POST
@for_assistant
def add_files(request: PageRequest, assistant: Assistant) -> HttpResponse:
    """Takes files in; each stands or falls alone."""

    def work(form: Any) -> None:
        for file in form.cleaned_data["uploads"]:
            with on_form(form):
                workflows.add_file(file, actor=request.user)

    return _add(request, assistant, "files", work, "Uploaded. We are reading now.")


@require_POST
@for_assistant
def add_text(request: PageRequest, assistant: Assistant) -> HttpResponse:
    """Takes a text in."""

    def work(form: Any) -> None:
        workflows.add_text(form.cleaned_data["title"], form.cleaned_data["text"], actor=request.user)

    return _add(request, assistant, "text", work, "Saved. We are reading it now.")


@require_POST
@for_assistant
def add_question(request: PageRequest, assistant: Assistant) -> HttpResponse:
    """Takes a question and its answer in."""

    def work(form: Any) -> None:
        workflows.add_question(form.cleaned_data["question"], form.cleaned_data["answer"], actor=request.user)

    return _add(request, assistant, "question", work, "Saved. It answers this from now on.")


def _add(request: PageRequest, assistant: Assistant, kind: str, work: Callable[[Any], None], done: str) -> HttpResponse:
    form = FORMS[kind](request.POST, request.FILES)
    if form.is_valid():
        with on_form(form):
            work(form)
    if form.errors:
        return _page(request, assistant, kind, form, status=422)
    messages.success(request, done)
    return redirect("knowledge", assistant.pk)


def _page(request: PageRequest, assistant: Assistant, add: str, form: forms.Form, *, status: int = 200) -> HttpResponse:
    context = {"add": add, "form": form, "questions": Question.objects.count()} | listing()
    return show(request, assistant, "knowledge", "knowledge/page.html", context, status=status)


def listing() -> dict[str, Any]:
    """The sources with how far reading is; `busy` while any is being read."""
    sources = list(_counted(Source.objects.exclude(kind=Source.Kind.QUESTIONS)))
    reads = Job.objects.filter(kind=READ).order_by("created_at")
    progress = {job.subject_id: job.progress for job in reads}
    busy = any(source.state in {Source.State.WAITING, Source.State.READING} for source in sources)
    return {"sources": [(source, progress.get(source.pk, {})) for source in sources], "busy": busy}


def _counted(sources: QuerySet[Source]) -> QuerySet[Source]:
    def of(*states: str) -> Count:
        return Count("documents", filter=Q(documents__state__in=states))

    return sources.annotate(read=of(Document.State.READ), troubled=of(Document.State.FAILED))
