"""The training pages: methods, what was tried, and whether more data helps."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assistants.models import LearningCurve, Training
from dashboard.charts import BOTTOM, HEIGHT, LEFT, RIGHT, WIDTH, curve_chart
from tenants.models import Job
from tenants.scope import tenant_scope
from tests.dashboard.furnish import House

POINTS = [
    {"fraction": fraction, "rows": rows, "documents": rows // 6, "valid_loss": loss}
    for fraction, rows, loss in ((0.25, 48, 0.62), (0.5, 97, 0.51), (1.0, 193, 0.44))
]
SEARCH = {
    "best": 1,
    "trials": [
        {"number": 0, "learning_rate": 4e-4, "batch_size": 8, "r": 16, "share": 1.0, "valid_loss": 0.5},
        {"number": 1, "learning_rate": 2e-4, "batch_size": 4, "r": 16, "share": 1.0, "valid_loss": 0.4},
        {"number": 2, "learning_rate": 1e-3, "batch_size": 4, "r": 16, "share": 0.11, "valid_loss": None},
    ],
    "seconds": 300.0,
}


@pytest.fixture
def run(house: House) -> str:
    return reverse("training-run", args=[house.assistant.pk, house.ids["training_id"]])


def _set(house: House, **fields: Any) -> None:
    Training.across_tenants.filter(pk=house.ids["training_id"]).update(**fields)


def _curve(house: House, state: str, points: list[dict[str, Any]]) -> LearningCurve:
    with tenant_scope(house.assistant.tenant):
        training = Training.objects.get(pk=house.ids["training_id"])
        job = Job.objects.create(
            kind="assistants.curve", subject_id=training.pk, state=state, not_before=timezone.now()
        )
        return LearningCurve.objects.create(training=training, job=job, points=points)


def test_a_method_is_chosen_in_the_form_and_wrong_ones_are_refused(house: House, as_alice: Client) -> None:
    page = reverse("training", args=[house.assistant.pk])
    text = as_alice.get(page).text
    assert "Few-shot: Trains nothing" in text
    refused = as_alice.post(f"{page}runs", {"method": "magic"})
    assert refused.status_code == 422
    assert "magic is not one of the available choices" in refused.text


def test_the_run_says_its_method_and_what_was_tried_first(house: House, run: str, as_alice: Client) -> None:
    _set(house, method="transfer", advice={"method": "transfer", "reasons": ["The skill reads."]}, search=SEARCH)
    text = as_alice.get(run).text
    assert "Transfer (recommended)" in text
    assert "The skill reads." in text
    assert "Settings tried first" in text
    assert text.count("Taken") == 1
    assert "0.00020" in text


def test_a_curve_is_offered_after_a_training_that_was_validated(house: House, run: str, as_alice: Client) -> None:
    assert "Does more data help?" not in as_alice.get(run).text
    _set(house, result={"valid_loss": 0.44, "seconds": 360.0})
    assert "Measure it" in as_alice.get(run).text


def test_a_curve_is_watched_and_then_read(house: House, run: str, as_alice: Client) -> None:
    _set(house, result={"valid_loss": 0.44})
    curve = _curve(house, "running", [])
    assert "every 2s" in as_alice.get(f"{run}/curve/live").text
    LearningCurve.across_tenants.filter(pk=curve.pk).update(points=POINTS)
    Job.across_tenants.filter(pk=curve.job_id).update(state="succeeded")
    shown = as_alice.get(f"{run}/curve/live").text
    assert "every 2s" not in shown
    assert "From 97 to 193 examples the loss on held-out rows fell by 14%" in shown
    assert "Measure it" not in shown
    assert shown.count("<circle") == 3


def test_a_curve_of_another_business_is_not_found(house: House, run: str, as_charlie: Client) -> None:
    assert as_charlie.post(f"{run}/curve").status_code == 404
    assert as_charlie.get(f"{run}/curve/live").status_code == 404


def test_a_curve_that_cannot_be_drawn_says_why(house: House, run: str, as_alice: Client) -> None:
    answer = as_alice.post(f"{run}/curve", follow=True)
    assert "A learning curve compares a finished training" in answer.text


def test_both_axes_of_a_curve_begin_at_nothing() -> None:
    chart = curve_chart([(50, 2.0), (100, 1.0)])
    assert chart
    (first, _, words), (last, low, _) = chart.dots
    assert (first, last) == (LEFT + (WIDTH - LEFT - RIGHT) / 2, WIDTH - RIGHT)
    assert low < HEIGHT - BOTTOM == chart.up[0].at
    assert words == "50 examples: 2.000"
    assert curve_chart([(50, 2.0)]) is None
