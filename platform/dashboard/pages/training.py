"""From a training set to a version: where it stands, and the way to start."""

from typing import Any

from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from assistants import workflows
from assistants.errors import BaseNotInstalled, NotReady
from assistants.models import Assistant, Dataset, Example
from assistants.training.method import NAMES
from assistants.workflows.trainings import recommend
from dashboard.access import PageRequest, for_assistant
from dashboard.forms.training import TrainingForm
from dashboard.frame import show
from dashboard.pages.trainings import progress_of
from dashboard.problems import on_form, on_page


@for_assistant
def training(request: PageRequest, assistant: Assistant) -> HttpResponse:
    """What runs now, the newest training set, and the versions so far."""
    return _page(request, assistant, TrainingForm())


@require_POST
@for_assistant
def build_dataset(request: PageRequest, assistant: Assistant) -> HttpResponse:
    """Makes examples of the knowledge as it is now."""
    with on_page(request, "Making examples from your knowledge."):
        workflows.build_dataset(assistant, actor=request.user)
    return redirect("training", assistant.pk)


@require_POST
@for_assistant
def start_training(request: PageRequest, assistant: Assistant) -> HttpResponse:
    """Starts a training on the newest set, which is made first where there is none."""
    form = TrainingForm(request.POST)
    if form.is_valid():
        with on_form(form):
            started = workflows.start_training(
                assistant, params=form.params(), actor=request.user, approve_all=form.cleaned_data["approve_all"]
            )
    if form.errors:
        return _page(request, assistant, form, status=422)
    return redirect("training-run", assistant.pk, started.pk)


@for_assistant
def estimate(request: PageRequest, assistant: Assistant) -> HttpResponse:
    """What the training will take that the form describes; asked for again whenever it changes."""
    form = TrainingForm(request.GET)
    context = {"assistant": assistant} | (_foreseen(assistant, form) if form.is_valid() else {})
    return render(request, "dashboard/training/estimate.html", context)


def _foreseen(assistant: Assistant, form: TrainingForm) -> dict[str, Any]:
    """The estimate and the advice for the template; nothing before there are rows to count and a model to train."""
    if not form.is_bound:
        chosen: dict[str, object] = {}
        approve_all = bool(form.fields["approve_all"].initial)
    else:
        chosen, approve_all = form.params(), form.cleaned_data["approve_all"]
    try:
        foreseen = workflows.expect(assistant, params=chosen, approve_all=approve_all)
        advice = recommend(assistant, approve_all=approve_all)
    except (NotReady, BaseNotInstalled):
        return {}
    return {"estimate": foreseen, "advice": advice, "recommended": NAMES[advice.method]}


def _page(request: PageRequest, assistant: Assistant, form: TrainingForm, *, status: int = 200) -> HttpResponse:
    trainings = list(assistant.trainings.select_related("job", "adapter", "report_card"))
    running = next((one for one in trainings if not one.job.finished), None)
    context: dict[str, Any] = {
        "form": form,
        "dataset": _summary(assistant.datasets.select_related("job").first()),
        "trainings": trainings,
        "running": running,
        "progress": progress_of(running) if running else None,
    } | ({} if running or form.errors else _foreseen(assistant, form))
    return show(request, assistant, "training", "training/page.html", context, status=status)


def _summary(dataset: Dataset | None) -> dict[str, Any] | None:
    """A set with how many of its rows stand where."""
    if dataset is None:
        return None
    states = dict(dataset.examples.order_by().values_list("state").annotate(n=Count("pk")))
    splits = dict(dataset.examples.order_by().values_list("split").annotate(n=Count("pk")))
    return {
        "row": dataset,
        "total": sum(states.values()),
        "states": [(value, label, states.get(value, 0)) for value, label in Example.State.choices],
        "splits": [(label, splits.get(value, 0)) for value, label in Example.Split.choices],
        "to_review": states.get(Example.State.PROPOSED, 0),
    }
