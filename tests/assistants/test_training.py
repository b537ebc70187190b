"""A training goes from the knowledge to a verdict, whatever happens on the way."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings

from assistants import errors
from assistants.models import Adapter, Assistant, Dataset, Example, ReportCard, Training
from assistants.training.run import train
from assistants.workflows import cancel_training, promote, roll_back, start_training
from serving.fake import Script
from tenants.jobs import JobContext, queue
from tenants.models import AuditEvent, Job
from tests.assistants.conftest import answer_well, work_off

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("knowledge", "base")]


def _train(assistant: Assistant) -> Training:
    training = start_training(assistant, approve_all=True)
    work_off()
    return Training.objects.select_related("job", "dataset").get(pk=training.pk)


def test_a_training_ends_with_an_adapter_a_report_card_and_a_verdict(assistant: Assistant, tuning: Path) -> None:
    training = _train(assistant)
    assert training.job.error == ""
    assert training.job.state == Job.State.SUCCEEDED
    assert training.dataset.frozen
    assert training.dataset.sha256
    assert training.adapter.version == 1
    assert set(training.report_card.arms) == {"base", "candidate"}
    assert training.result["status"] == "succeeded"
    assert training.job.progress["phase"] == "done"
    assert training.job.progress["loss"] == [[1, 2.0], [2, 1.0], [3, 0.6667]]
