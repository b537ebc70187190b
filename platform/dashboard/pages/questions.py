"""The questions whose answers the business stands by."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from assistants.models import Assistant
from dashboard.access import PageRequest, for_assistant
from dashboard.forms.knowledge import QuestionForm
from dashboard.frame import show
from dashboard.problems import on_form, on_page
from knowledge import workflows
from knowledge.models import Question


@for_assistant
def questions(request: PageRequest, assistant: Assistant) -> HttpResponse:
    """All of them, the last changed first; `?q=` looks for a word."""
    wanted = request.GET.get("q", "").strip()
    rows = Question.objects.filter(question__icontains=wanted) if wanted else Question.objects.all()
    context = {"rows": Paginator(rows, 50).get_page(request.GET.get("page")), "wanted": wanted}
    return show(request, assistant, "knowledge", "knowledge/questions.html", context)


@for_assistant
def question(request: PageRequest, assistant: Assistant, question_id: UUID) -> HttpResponse:
    """The form of one, and saving it."""
    row = get_object_or_404(Question.objects.all(), pk=question_id)
    form = QuestionForm(request.POST or None, initial={"question": row.question, "answer": row.answer})
    if request.method == "POST" and form.is_valid():
        with on_form(form):
            workflows.edit_question(row, form.cleaned_data["question"], form.cleaned_data["answer"], actor=request.user)
    if request.method == "POST" and not form.errors:
        messages.success(request, "Saved. It answers so from now on.")
        return redirect("questions", assistant.pk)
    status = 422 if form.errors else 200
    return show(request, assistant, "knowledge", "knowledge/question.html", {"form": form}, status=status)


@require_POST
@for_assistant
def remove_question(request: PageRequest, assistant: Assistant, question_id: UUID) -> HttpResponse:
    """Forgets one."""
    row = get_object_or_404(Question.objects.all(), pk=question_id)
    with on_page(request, "Removed."):
        workflows.remove_question(row, actor=request.user)
    return redirect("questions", assistant.pk)
