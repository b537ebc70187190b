"""Intents and routes: what visitors want, and what the bot does then."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from assistants.intents import workflows
from assistants.intents.models import Intent, IntentTuning, Recogniser
from assistants.intents.recognise import nearest_intent
from assistants.models import Assistant
from dashboard.access import PageRequest, for_assistant
from dashboard.confusion import confusions, whole_matrix
from dashboard.forms.intents import IntentForm, PhrasingsFileForm, ThresholdForm
from dashboard.frame import show
from dashboard.problems import on_form, on_page
from knowledge.reading.cells import written
from serving.client import EngineError
from tenants.jobs import latest


@for_assistant
def intents(request: PageRequest, assistant: Assistant) -> HttpResponse:
    """All of them, with how well they are told apart."""
    return _page(request, assistant)


@for_assistant
def add_intent(request: PageRequest, assistant: Assistant) -> HttpResponse:
    """The form of a new one, and saving it."""
    form = IntentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with on_form(form):
            workflows.add_intent(assistant, form.fields_set(), form.cleaned_data["phrasings"], actor=request.user)
    return _formed(request, assistant, form, None)


@for_assistant
def intent(request: PageRequest, assistant: Assistant, intent_id: UUID) -> HttpResponse:
    """The form of one, and saving it."""
    row = get_object_or_404(assistant.intents.select_related("assistant"), pk=intent_id)
    initial = {"phrasings": list(row.phrasings.values_list("text", flat=True))}
    form = IntentForm(request.POST or None, instance=row, initial=initial)
    if request.method == "POST" and form.is_valid():
        with on_form(form):
            workflows.change_intent(row, form.fields_set(), form.cleaned_data["phrasings"], actor=request.user)
    return _formed(request, assistant, form, row)


@require_POST
@for_assistant
def remove_intent(request: PageRequest, assistant: Assistant, intent_id: UUID) -> HttpResponse:
    """Forgets one."""
    row = get_object_or_404(assistant.intents.select_related("assistant"), pk=intent_id)
    with on_page(request, f"“{row}” is removed."):
        workflows.remove_intent(row, actor=request.user)
    return redirect("intents", assistant.pk)


@require_POST
@for_assistant
def import_phrasings(request: PageRequest, assistant: Assistant) -> HttpResponse:
    """Adds the rows of a file, or says in which row it is wrong."""
    form = PhrasingsFileForm(request.POST, request.FILES)
    if form.is_valid():
        with on_form(form):
            count = workflows.import_phrasings(assistant, form.cleaned_data["file"].read(), actor=request.user)
    if form.errors:
        return _page(request, assistant, status=422, importing=form)
    messages.success(request, f"{count:,} new phrasings are in. They are being learned.")
    return redirect("intents", assistant.pk)


@for_assistant
def try_intents(request: PageRequest, assistant: Assistant) -> HttpResponse:
    """What a sentence is recognised as; the verdict alone."""
    said = request.GET.get("said", "").strip()[:500]
    context: dict[str, Any] = {"assistant": assistant, "said": said}
    try:
        context["nearest"] = nearest_intent(assistant, said) if said else None
    except EngineError as error:
        context["problem"] = f"{error.message} {error.hint}"
    return render(request, "dashboard/intents/tried.html", context)


@require_POST
@for_assistant
def set_threshold(request: PageRequest, assistant: Assistant) -> HttpResponse:
    """From which confidence on the bot acts."""
    form = ThresholdForm(request.POST)
    if not form.is_valid():
        return _page(request, assistant, status=422, threshold=form)
    with on_page(request, "Saved."):
        workflows.set_threshold(assistant, form.value(), actor=request.user)
    return redirect("intents", assistant.pk)


@require_POST
@for_assistant
def tune_intents(request: PageRequest, assistant: Assistant) -> HttpResponse:
    """Starts a fine-tuning."""
    with on_page(request):
        workflows.start_tuning(assistant, actor=request.user)
    return redirect("intents", assistant.pk)


@require_POST
@for_assistant
def stop_tuning_intents(request: PageRequest, assistant: Assistant, tuning_id: UUID) -> HttpResponse:
    """Stops one that waits or runs."""
    tuning = get_object_or_404(assistant.intent_tunings.select_related("job"), pk=tuning_id)
    with on_page(request, "It is being stopped. What was learned before stays."):
        workflows.stop_tuning(tuning, actor=request.user)
    return redirect("intents", assistant.pk)


@for_assistant
def confusion_csv(request: PageRequest, assistant: Assistant) -> HttpResponse:
    """The whole confusion matrix for a spreadsheet."""
    recogniser = Recogniser.objects.filter(assistant=assistant).first() or Recogniser(assistant=assistant)
    columns, rows = whole_matrix(recogniser.outcomes, _names(assistant), recogniser.limit)
    text = written([["intent", *columns], *([name, *counts] for name, counts in rows)])
    headers = {"Content-Disposition": 'attachment; filename="confusion.csv"'}
    return HttpResponse(text, content_type="text/csv; charset=utf-8", headers=headers)


def _formed(request: PageRequest, assistant: Assistant, form: IntentForm, row: Intent | None) -> HttpResponse:
    """The form again, or the list once it is saved."""
    if request.method == "POST" and not form.errors:
        messages.success(request, "Saved. It is learned within seconds.")
        return redirect("intents", assistant.pk)
    status = 422 if form.errors else 200
    return show(request, assistant, "intents", "intents/one.html", {"form": form, "row": row}, status=status)


def _page(
    request: PageRequest,
    assistant: Assistant,
    *,
    status: int = 200,
    importing: PhrasingsFileForm | None = None,
    threshold: ThresholdForm | None = None,
) -> HttpResponse:
    recogniser = Recogniser.objects.filter(assistant=assistant).first()
    tuning = IntentTuning.objects.select_related("job").filter(assistant=assistant).first()
    learning = latest(workflows.LEARN, recogniser.pk) if recogniser else None
    found = confusions(recogniser.outcomes, _names(assistant), recogniser.limit) if recogniser else None
    rows = assistant.intents.annotate(count=Count("phrasings"))
    context = {
        "rows": [(row, found.scores.get(str(row.pk)) if found else None) for row in rows],
        "recogniser": recogniser,
        "learning": learning,
        "tuning": tuning,
        "busy": any(job and not job.finished for job in (learning, tuning and tuning.job)),
        "found": found,
        "importing": importing or PhrasingsFileForm(),
        "threshold": threshold or ThresholdForm(initial={"threshold": recogniser.threshold if recogniser else None}),
    }
    return show(request, assistant, "intents", "intents/page.html", context, status=status)


def _names(assistant: Assistant) -> dict[str, str]:
    return {str(pk): name for pk, name in assistant.intents.values_list("pk", "name")}
