"""Live chats with visitors, and the answers that agents use again."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from assistants.models import Assistant
from chat.handoff.availability import agent_of
from chat.handoff.workflows import keep_canned, remove_canned, rename_agent
from chat.models import CannedAnswer
from dashboard.access import PageRequest, for_assistant
from dashboard.forms.inbox import AgentForm, CannedForm
from dashboard.frame import show
from dashboard.problems import on_form


@for_assistant
def inbox(request: PageRequest, assistant: Assistant) -> HttpResponse:
    """The frame of the live chats, which come over the WebSocket; a POST changes one's name."""
    agent = agent_of(request.user)
    form = AgentForm(request.POST or None, initial={"name": agent.name})
    if request.method == "POST" and form.is_valid():
        rename_agent(request.user, form.cleaned_data["name"])
        return redirect("inbox", assistant.pk)
    canned = [{"shortcut": one.shortcut, "text": one.text} for one in CannedAnswer.objects.all()]
    context = {"form": form, "canned": canned, "tab": "inbox"}
    return show(request, assistant, "inbox", "inbox/page.html", context, status=422 if form.errors else 200)


@for_assistant
def canned(request: PageRequest, assistant: Assistant) -> HttpResponse:
    """The list; a POST adds one."""
    return _kept(request, assistant, None)


@for_assistant
def canned_answer(request: PageRequest, assistant: Assistant, canned_id: UUID) -> HttpResponse:
    """One of them, to be written anew."""
    return _kept(request, assistant, get_object_or_404(CannedAnswer.objects.all(), pk=canned_id))


@require_POST
@for_assistant
def remove_canned_answer(request: PageRequest, assistant: Assistant, canned_id: UUID) -> HttpResponse:
    """Takes one out of all inboxes."""
    one = get_object_or_404(CannedAnswer.objects.all(), pk=canned_id)
    remove_canned(one, request.user)
    messages.success(request, f"{one} is removed.")
    return redirect("canned", assistant.pk)


def _kept(request: PageRequest, assistant: Assistant, known: CannedAnswer | None) -> HttpResponse:
    """The constraint is the workflow's to check: it knows the tenant, which a form does not."""
    form = CannedForm(request.POST or None, initial={"shortcut": known.shortcut, "text": known.text} if known else None)
    if request.method == "POST" and form.is_valid():
        with on_form(form):
            kept = keep_canned(form.cleaned_data["shortcut"], form.cleaned_data["text"], request.user, known)
        if not form.errors:
            messages.success(request, f"{kept} is saved.")
            return redirect("canned", assistant.pk)
    context = {"form": form, "known": known, "rows": CannedAnswer.objects.all(), "tab": "canned"}
    return show(request, assistant, "inbox", "inbox/canned.html", context, status=422 if form.errors else 200)
