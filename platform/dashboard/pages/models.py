"""The foundation model that the bot stands on: which there are, which to take, and taking it."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from assistants.catalogue import Data, installed, known, price, recommend, this_machine
from assistants.models import Assistant, Example, Installation
from assistants.workflows import change_assistant, install_base
from dashboard.access import PageRequest, for_assistant
from dashboard.frame import show
from dashboard.problems import on_page
from tenants.models import Job

EXPECTED_EXAMPLES = 300


@for_assistant
def models(request: PageRequest, assistant: Assistant) -> HttpResponse:
    """The catalogue, with what this business's data and this machine speak for."""
    here, jobs, machine = installed(), _jobs(), this_machine()
    local = [model for model in here if model not in known()]
    rows = [
        {
            "model": model,
            "train_gb": model.train_gb(machine),
            "installed": model in here,
            "job": jobs.get(model.slug),
            "price": price(model.slug),
        }
        for model in [*local, *known()]
    ]
    context = {
        "currency": settings.CURRENCY,
        "rows": rows,
        "advice": recommend(Data(_examples(assistant)), machine),
        "busy": any(not job.finished for job in jobs.values()),
        "tab": "models",
    }
    return show(request, assistant, "settings", "settings/models.html", context)


def _jobs() -> dict[str, Job]:
    """The newest installation of each model, by slug."""
    rows = Installation.objects.select_related("job").order_by("created_at")
    return {row.slug: row.job for row in rows}


def _examples(assistant: Assistant) -> int:
    newest = assistant.datasets.exclude(built_at=None).first()
    return newest.examples.filter(split=Example.Split.TRAIN).count() if newest else EXPECTED_EXAMPLES


@require_POST
@for_assistant
def install_model(request: PageRequest, assistant: Assistant) -> HttpResponse:
    """Fetches a model onto this machine."""
    with on_page(request, "It is being installed. This can take a while."):
        install_base(request.POST.get("slug", ""), actor=request.user)
    return redirect("models", assistant.pk)


@require_POST
@for_assistant
def choose_model(request: PageRequest, assistant: Assistant) -> HttpResponse:
    """Puts the bot on another model. Versions trained on the old one do not fit it."""
    with on_page(request, "Changed. Train again to have a version for this model."):
        change_assistant(assistant, {"base": request.POST.get("slug", "")}, actor=request.user)
    return redirect("models", assistant.pk)
