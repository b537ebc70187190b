"""API keys: made, shown once, revoked."""

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from assistants.models import Assistant
from dashboard.access import PageRequest, for_assistant
from dashboard.forms.keys import ApiKeyForm
from dashboard.frame import show
from tenants import audit
from tenants.models import ApiKey


@for_assistant
def keys(request: PageRequest, assistant: Assistant) -> HttpResponse:
    """The list; a POST makes a key, whose secret is on the answer and nowhere else."""
    form, secret = ApiKeyForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            key, secret = ApiKey.issue(form.cleaned_data["name"])
            audit.record("api_key.issue", key, actor=request.user)
        form = ApiKeyForm()
    context = {"form": form, "secret": secret, "tab": "keys", "keys": ApiKey.objects.order_by("-created_at")}
    status = 422 if form.errors else 200
    response = show(request, assistant, "settings", "settings/keys.html", context, status=status)
    response["Cache-Control"] = "no-store"
    return response


@require_POST
@for_assistant
def revoke_key(request: PageRequest, assistant: Assistant, key_id: UUID) -> HttpResponse:
    """Closes a key for good."""
    key = get_object_or_404(ApiKey.objects.filter(revoked_at=None), pk=key_id)
    with transaction.atomic():
        key.revoke()
        audit.record("api_key.revoke", key, actor=request.user)
    messages.success(request, f"“{key.name}” is revoked. Programs that use it are refused from now on.")
    return redirect("keys", assistant.pk)
