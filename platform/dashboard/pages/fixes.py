"""From a question that an exam got wrong to the answer that the business stands by."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from assistants.models import Assistant
from dashboard.access import PageRequest, for_assistant
from dashboard.forms.knowledge import QuestionForm
from dashboard.frame import show
from dashboard.marks import rows_of
from dashboard.pages.reports import card_of
from dashboard.problems import on_form
from knowledge.models import Question
from knowledge.workflows import add_question


@for_assistant
def fix_report(request: PageRequest, assistant: Assistant, report_id: UUID, number: int) -> HttpResponse:
    """A question of a report card."""
    card = card_of(assistant, report_id)
    return _fix(request, assistant, card.rows, number, reverse("report", args=[assistant.pk, card.pk]))


@for_assistant
def fix_exam(request: PageRequest, assistant: Assistant, run_id: UUID, number: int) -> HttpResponse:
    """A question of the business's own exam."""
    run = get_object_or_404(assistant.exam_runs.all(), pk=run_id)
    return _fix(request, assistant, run.rows, number, reverse("exam", args=[assistant.pk, run.pk]))


def _fix(
    request: PageRequest, assistant: Assistant, listed: list[dict[str, Any]], number: int, back: str
) -> HttpResponse:
    row = next((row for row in rows_of(listed) if row.number == number), None)
    if row is None:
        raise Http404("No such question.")
    form = QuestionForm(request.POST or None, initial={"question": row.data["question"], "answer": row.data["gold"]})
    if request.method == "POST" and form.is_valid():
        with on_form(form):
            add_question(**form.cleaned_data, origin=Question.Origin.CORRECTION, actor=request.user)
    if request.method == "POST" and form.is_bound and not form.errors:
        messages.success(request, "Saved. It answers this from now on, and has it in its weights after a training.")
        return redirect(f"{back}#questions")
    context = {"form": form, "row": row, "back": back}
    return show(request, assistant, "training", "report/fix.html", context, status=422 if form.errors else 200)
