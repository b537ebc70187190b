"""The script to paste, where it may run, and whether it does."""

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from assistants.models import Assistant
from chat.builds import pinned_snippet
from dashboard.access import PageRequest, for_assistant
from dashboard.forms.assistant import OriginsForm
from dashboard.forms.keys import PageAddressForm
from dashboard.frame import show
from dashboard.installation import look
from dashboard.problems import on_form
from tenants import audit


@for_assistant
def install(request: PageRequest, assistant: Assistant) -> HttpResponse:
    """Three steps: paste, allow, check."""
    return _page(request, assistant, OriginsForm(instance=assistant.site_key))


@require_POST
@for_assistant
def origins(request: PageRequest, assistant: Assistant) -> HttpResponse:
    """Saves the websites on which the widget may run."""
    form = OriginsForm(request.POST, instance=assistant.site_key)
    if not form.is_valid():
        assistant.site_key.refresh_from_db()
        return _page(request, assistant, form, status=422)
    with transaction.atomic():
        form.save()
        audit.record("site_key.origins", assistant, actor=request.user, origins=form.cleaned_data["origins"])
    messages.success(request, "Saved. The chat may run there from now on.")
    return redirect("install", assistant.pk)


@require_POST
@for_assistant
def check(request: PageRequest, assistant: Assistant) -> HttpResponse:
    """Fetches a page of the website and looks for the script."""
    form, finding = PageAddressForm(request.POST), None
    if form.is_valid():
        with on_form(form):
            finding = look(form.cleaned_data["url"], assistant.site_key)
    context: dict[str, object] = {"check": form, "finding": finding}
    if "HX-Request" in request.headers:
        return render(request, "dashboard/install/check.html", {"assistant": assistant} | context)
    return _page(request, assistant, OriginsForm(instance=assistant.site_key), context)


@for_assistant
def seen(request: PageRequest, assistant: Assistant) -> HttpResponse:
    """When and where the widget last called: asked for again until it has."""
    return render(request, "dashboard/install/seen.html", {"assistant": assistant})


def _page(
    request: PageRequest,
    assistant: Assistant,
    form: OriginsForm,
    extra: dict[str, object] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    first = next(iter(assistant.site_key.origins), "")
    whole = {
        "form": form,
        "check": PageAddressForm(initial={"url": first}),
        "base": settings.BASE_URL,
        "pinned": pinned_snippet(settings.BASE_URL, assistant.site_key.key),
    }
    return show(request, assistant, "install", "install/page.html", whole | (extra or {}), status=status)
