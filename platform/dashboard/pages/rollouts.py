"""What follows a promotion: a version on trial, and training again."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from assistants import workflows
from assistants.models import Assistant, Rollout
from dashboard.access import PageRequest, for_assistant
from dashboard.forms.rollouts import CanaryForm
from dashboard.problems import on_page
from tenants.errors import UserError


@require_POST
@for_assistant
def set_canary(request: PageRequest, assistant: Assistant) -> HttpResponse:
    """Saves what happens after the next promotion."""
    form = CanaryForm(request.POST)
    if form.is_valid():
        workflows.change_assistant(assistant, form.cleaned_data, actor=request.user)
        messages.success(request, "Saved. It counts from the next promotion on.")
    else:
        messages.error(request, "Choose one of the shares offered.")
    return redirect("training", assistant.pk)


@require_POST
@for_assistant
def confirm_rollout(request: PageRequest, assistant: Assistant, rollout_id: UUID) -> HttpResponse:
    """Gives the version on trial to everybody."""
    rollout = _rollout(assistant, rollout_id)
    with on_page(request, f"{rollout.adapter} answers everybody from now on."):
        workflows.confirm_rollout(rollout, actor=request.user)
    return redirect("training", assistant.pk)


@require_POST
@for_assistant
def abandon_rollout(request: PageRequest, assistant: Assistant, rollout_id: UUID) -> HttpResponse:
    """Takes the version on trial back."""
    rollout = _rollout(assistant, rollout_id)
    with on_page(request, f"{rollout.adapter} answers nobody any more. What was live answers everybody."):
        workflows.abandon_rollout(rollout, actor=request.user)
    return redirect("training", assistant.pk)


@require_POST
@for_assistant
def train_again(request: PageRequest, assistant: Assistant) -> HttpResponse:
    """Starts the training that was proposed."""
    try:
        training = workflows.train_again(assistant, actor=request.user)
    except UserError as error:
        messages.error(request, str(error))
        return redirect("training", assistant.pk)
    return redirect("training-run", assistant.pk, training.pk)


def _rollout(assistant: Assistant, rollout_id: UUID) -> Rollout:
    rows = assistant.rollouts.select_related("adapter__training__job", "assistant")
    return get_object_or_404(rows, pk=rollout_id)
