"""What the chat offers beside answers: people, ways to reach the business, messages of its own."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from assistants.models import Assistant
from chat.handoff.availability import hours_now
from chat.handoff.workflows import change_chat
from chat.models import settings_of
from dashboard.access import PageRequest, for_assistant
from dashboard.forms.chat import ContactForm, LocaleForm, PeopleForm, rules
from dashboard.frame import show
from dashboard.problems import on_form

SAVED = "Saved. Visitors see it the next time they open the chat."


@for_assistant
def chat_people(request: PageRequest, assistant: Assistant) -> HttpResponse:
    """Whether and when a person can be asked for."""
    return _saved(request, assistant, PeopleForm, "people")


@for_assistant
def chat_contact(request: PageRequest, assistant: Assistant) -> HttpResponse:
    """How visitors reach the business otherwise."""
    return _saved(request, assistant, ContactForm, "contact")


@for_assistant
def chat_messages(request: PageRequest, assistant: Assistant) -> HttpResponse:
    """The languages of the window and of answers, and messages that it shows by itself."""
    chat = settings_of(assistant)
    known = {"locale": chat.locale, "visitor_language": chat.visitor_language}
    form = LocaleForm(request.POST or None, initial=known, base=assistant.base)
    table = rules(request.POST or None, chat.proactive)
    if request.method == "POST" and form.is_valid() and table.is_valid():
        written = [one.rule for one in table if one.rule]
        change_chat(assistant, {**form.cleaned_data, "proactive": written}, request.user)
        messages.success(request, SAVED)
        return redirect("chat-messages", assistant.pk)
    wrong = request.method == "POST"
    return _page(request, assistant, "messages", {"form": form, "table": table}, wrong)


def _saved(
    request: PageRequest, assistant: Assistant, kind: type[PeopleForm] | type[ContactForm], part: str
) -> HttpResponse:
    chat = settings_of(assistant)
    form = kind(request.POST or None, instance=chat)
    if request.method == "POST" and form.is_valid():
        with on_form(form):
            change_chat(assistant, form.changes, request.user)
        if not form.errors:
            messages.success(request, SAVED)
            return redirect(f"chat-{part}", assistant.pk)
    now = hours_now(settings_of(assistant), timezone.now())
    return _page(request, assistant, part, {"form": form, "now": now}, bool(form.errors))


def _page(request: PageRequest, assistant: Assistant, part: str, context: dict[str, Any], wrong: bool) -> HttpResponse:
    frame = {**context, "tab": "chat", "part": part}
    return show(request, assistant, "settings", f"settings/chat_{part}.html", frame, status=422 if wrong else 200)
