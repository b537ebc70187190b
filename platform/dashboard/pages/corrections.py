"""What an answer should have been."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from assistants.models import Assistant
from chat.models import Message
from chat.workflows import correct
from dashboard.access import PageRequest, for_assistant
from dashboard.forms.questions import CorrectionForm
from dashboard.frame import show
from dashboard.pages.conversations import turns
from dashboard.problems import on_form


@require_POST
@for_assistant
def correction(request: PageRequest, assistant: Assistant, message_id: UUID) -> HttpResponse:
    """Saves the right answer; in place with htmx, else back on the transcript."""
    answers = Message.objects.filter(conversation__assistant=assistant, role=Message.Role.ASSISTANT)
    message = get_object_or_404(answers.select_related("conversation"), pk=message_id)
    form = CorrectionForm(request.POST)
    if form.is_valid():
        with on_form(form):
            correct(message, form.cleaned_data["answer"], actor=request.user)
    context = {"assistant": assistant, "message": message, "form": form}
    if "HX-Request" in request.headers:
        part = "correct.html" if form.errors else "corrected.html"
        return render(request, f"dashboard/conversations/{part}", context)
    if form.errors:
        whole = {"conversation": message.conversation, "turns": turns(assistant, message.conversation), "form": form}
        return show(request, assistant, "conversations", "conversations/one.html", whole, status=422)
    return redirect("conversation", assistant.pk, message.conversation_id)
