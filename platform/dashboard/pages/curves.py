"""The learning curve of a training: asking for it, watching it, reading it."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from assistants.models import Assistant, LearningCurve, Training
from assistants.training.curve import said
from assistants.workflows.curves import draw_curve
from dashboard.access import PageRequest, for_assistant
from dashboard.charts import curve_chart
from dashboard.problems import on_page


def curve_of(training: Training) -> dict[str, Any]:
    """For the template: the curve with its picture and its sentence, or that one can be asked for."""
    curve = LearningCurve.objects.select_related("job").filter(training=training).first()
    measured = training.job.finished and training.result.get("valid_loss") is not None
    points = curve.points if curve else []
    return {
        "curve": curve,
        "can_draw": measured and (curve is None or (curve.job.finished and not points)),
        "curve_chart": curve_chart([(point["rows"], point["valid_loss"]) for point in points]),
        "curve_said": said(points),
    }


@require_POST
@for_assistant
def draw(request: PageRequest, assistant: Assistant, training_id: UUID) -> HttpResponse:
    """Trains again on parts of the data."""
    training = _training(assistant, training_id)
    with on_page(request, "It trains again on a quarter and on half of the examples."):
        draw_curve(training, actor=request.user)
    return redirect("training-run", assistant.pk, training.pk)


@for_assistant
def live_curve(request: PageRequest, assistant: Assistant, training_id: UUID) -> HttpResponse:
    """The section alone, asked for again while it is measured."""
    training = _training(assistant, training_id)
    context = {"assistant": assistant, "training": training} | curve_of(training)
    return render(request, "dashboard/training/curve.html", context)


def _training(assistant: Assistant, training_id: UUID) -> Training:
    return get_object_or_404(assistant.trainings.select_related("job"), pk=training_id)
