"""Keys for saying who visitors are, and the day's budget."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from assistants.models import Assistant
from assistants.workflows import change_assistant
from chat.identity import keys
from chat.limits import budget
from dashboard.access import PageRequest, for_assistant
from dashboard.forms.identity import BudgetForm, PublicKeyForm
from dashboard.frame import show
from dashboard.problems import on_form, on_page


@for_assistant
def identity(request: PageRequest, assistant: Assistant) -> HttpResponse:
    """The keys, the code that uses them, and the limits."""
    return _page(request, assistant)


@require_POST
@for_assistant
def make_secret(request: PageRequest, assistant: Assistant) -> HttpResponse:
    """A new shared secret, which is on this answer and nowhere else."""
    secret = ""
    with on_page(request):
        secret = keys.make_secret(assistant, actor=request.user).secret
    return _page(request, assistant, secret=secret)


@require_POST
@for_assistant
def add_public_key(request: PageRequest, assistant: Assistant) -> HttpResponse:
    """The public half of a key pair."""
    form = PublicKeyForm(request.POST)
    if form.is_valid():
        with on_form(form):
            keys.add_public_key(assistant, form.cleaned_data["public_key"], actor=request.user)
    if form.errors:
        return _page(request, assistant, public_key=form, status=422)
    messages.success(request, "Saved. Sign with the private half from now on.")
    return redirect("identity", assistant.pk)


@require_POST
@for_assistant
def revoke_identity_key(request: PageRequest, assistant: Assistant, identity_key_id: UUID) -> HttpResponse:
    """Ends a key."""
    key = get_object_or_404(assistant.identity_keys.filter(revoked_at=None), pk=identity_key_id)
    with on_page(request, "The key is revoked. What it signs opens no chat any more."):
        keys.revoke(key, actor=request.user)
    return redirect("identity", assistant.pk)


@require_POST
@for_assistant
def limits(request: PageRequest, assistant: Assistant) -> HttpResponse:
    """Saves the day's budget."""
    form = BudgetForm(request.POST)
    if not form.is_valid():
        return _page(request, assistant, budget_form=form, status=422)
    change_assistant(assistant, form.cleaned_data, actor=request.user)
    messages.success(request, "Saved. It counts from now on.")
    return redirect("identity", assistant.pk)


def _page(
    request: PageRequest,
    assistant: Assistant,
    *,
    secret: str = "",
    public_key: PublicKeyForm | None = None,
    budget_form: BudgetForm | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "tab": "identity",
        "secret": secret,
        "base": settings.BASE_URL,
        "keys": assistant.identity_keys.all(),
        "public_key": public_key or PublicKeyForm(),
        "budget": budget_form or BudgetForm(initial={"daily_answers": assistant.daily_answers}),
        "allowed": budget.allowed(assistant),
        "given": budget.given_today(assistant),
    }
    response = show(request, assistant, "settings", "settings/identity.html", context, status=status)
    response["Cache-Control"] = "no-store"
    return response
