"""One training: how far it is, its loss, stopping it; and which of the versions answers."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from assistants import workflows
from assistants.lineage import counts
from assistants.models import Adapter, Assistant, Training
from assistants.training.estimate import actual
from assistants.training.method import NAMES, named
from dashboard.access import PageRequest, for_assistant
from dashboard.charts import LossChart, loss_chart
from dashboard.frame import show
from dashboard.pages.curves import curve_of
from dashboard.problems import on_page

PHASES = [
    ("examples", "Examples", "Making examples from your knowledge"),
    ("training", "Training", "Fine-tuning your adapter"),
    ("exam", "Exam", "Asking it questions that it has not seen"),
    ("done", "Verdict", "Finished"),
]
STAGES = {"reading": "Reading your pages", "search": "Trying settings"}


@dataclass(frozen=True)
class Progress:
    """Where a training stands: `phases` with their states, how much of the current one is done, and its curves."""

    phases: list[tuple[str, str]]
    words: str
    done: int
    total: int
    eta: float | None
    speed: float | None
    loss: float | None
    valid_loss: float | None
    chart: LossChart | None


def progress_of(training: Training) -> Progress:
    """Read from the job's row."""
    seen: dict[str, Any] = training.job.progress
    names = [name for name, _, _ in PHASES]
    place = names.index(seen["phase"]) if seen.get("phase") in names else -1
    loss, valid = seen.get("loss") or [], seen.get("valid_loss") or []
    tuned = place == names.index("training")
    return Progress(
        phases=[(label, _standing(i, place, training)) for i, (_, label, _) in enumerate(PHASES)],
        words=_words(seen, place),
        done=seen.get("step" if tuned else "done") or 0,
        total=seen.get("steps" if tuned else "total") or 0,
        eta=seen.get("eta_seconds"),
        speed=seen.get("tokens_per_second"),
        loss=loss[-1][1] if loss else None,
        valid_loss=valid[-1][1] if valid else None,
        chart=loss_chart(loss, valid, seen.get("steps") or 0),
    )


def _words(seen: dict[str, Any], place: int) -> str:
    if place < 0:
        return "Waiting for its turn"
    said = STAGES.get(seen.get("stage", "")) if PHASES[place][0] == "training" else None
    return said or PHASES[place][2]


def _standing(i: int, place: int, training: Training) -> str:
    if i < place or training.job.state == "succeeded":
        return "done"
    return "next" if i == place and not training.job.finished else ""


@for_assistant
def training_run(request: PageRequest, assistant: Assistant, training_id: UUID) -> HttpResponse:
    """The page of one training."""
    details = _details(assistant, training_id)
    row: Training = details["training"]
    details |= {"actual": actual(row), "counts": counts(row.dataset), "method": _method(row)}
    details |= curve_of(row) | {"trials": _trials(row)}
    return show(request, assistant, "training", "training/run.html", details)


def _method(training: Training) -> str:
    """Its name, and whether it was the recommended one."""
    method = named(training.method)
    if method is None:
        return ""
    return NAMES[method] + (" (recommended)" if training.advice.get("method") == method else "")


def _trials(training: Training) -> list[dict[str, Any]]:
    """What a search tried, the best one marked."""
    found = training.search
    return [{**trial, "best": trial["number"] == found["best"]} for trial in found.get("trials", ())]


@for_assistant
def live_training(request: PageRequest, assistant: Assistant, training_id: UUID) -> HttpResponse:
    """The changing part alone, asked for again while it runs."""
    return render(request, "dashboard/training/live.html", {"assistant": assistant} | _details(assistant, training_id))


def _details(assistant: Assistant, training_id: UUID) -> dict[str, Any]:
    rows = assistant.trainings.select_related("job", "dataset", "adapter", "report_card")
    row = get_object_or_404(rows, pk=training_id)
    return {"training": row, "progress": progress_of(row)}


@require_POST
@for_assistant
def cancel_training(request: PageRequest, assistant: Assistant, training_id: UUID) -> HttpResponse:
    """Asks a training to stop."""
    row = get_object_or_404(assistant.trainings.select_related("job"), pk=training_id)
    with on_page(request, "It stops after the step in hand. What is live stays live."):
        workflows.cancel_training(row, actor=request.user)
    return redirect("training-run", assistant.pk, row.pk)


@require_POST
@for_assistant
def promote(request: PageRequest, assistant: Assistant, adapter_id: UUID) -> HttpResponse:
    """Puts a version live: a later one, or an earlier one again."""
    adapter = get_object_or_404(assistant.adapters.select_related("assistant", "training"), pk=adapter_id)
    with on_page(request, f"{adapter} answers visitors from now on."):
        _go(assistant, adapter, request)
    return redirect("training", assistant.pk)


def _go(assistant: Assistant, adapter: Adapter, request: PageRequest) -> None:
    live = assistant.live_adapter
    if live is not None and adapter.version < live.version:
        workflows.roll_back(assistant, adapter, actor=request.user)
    else:
        workflows.promote(adapter, actor=request.user)


@require_POST
@for_assistant
def roll_back(request: PageRequest, assistant: Assistant) -> HttpResponse:
    """Puts back what answered before the first version."""
    with on_page(request, "What answered before the first version answers again."):
        workflows.roll_back(assistant, None, actor=request.user)
    return redirect("training", assistant.pk)
