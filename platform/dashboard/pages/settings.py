"""Who the bot is and how it speaks."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from assistants.models import Assistant
from assistants.workflows import change_assistant
from dashboard.access import PageRequest, for_assistant
from dashboard.forms.assistant import AssistantForm
from dashboard.frame import show
from dashboard.problems import on_form


@for_assistant
def settings(request: PageRequest, assistant: Assistant) -> HttpResponse:
    """The form, and saving it."""
    form = AssistantForm(request.POST or None, instance=assistant)
    if request.method == "POST":
        if form.is_valid():
            with on_form(form):
                change_assistant(assistant, form.cleaned_data, actor=request.user)
        if not form.errors:
            messages.success(request, "Saved. Visitors see it the next time they open the chat.")
            return redirect("settings", assistant.pk)
        assistant.refresh_from_db()
    context = {"form": form, "tab": "settings"}
    status = 422 if form.errors else 200
    return show(request, assistant, "settings", "settings/assistant.html", context, status=status)
