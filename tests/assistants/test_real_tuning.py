"""The real tuning program, on the bundled model, behind the same job contract as its stand-in."""

from pathlib import Path

import pytest
from django.conf import LazySettings

from assistants.models import Assistant, Dataset, Training
from assistants.workflows import start_training
from serving.client import AdapterStore
from tenants.models import Job
from tests.assistants.conftest import work_off

MODELS = Path(__file__).parents[2] / "var" / "models"

pytestmark = [
    pytest.mark.model,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not MODELS.is_dir(), reason="no base model here: python -m tuning.base install"),
]


def test_a_short_training_ends_with_weights_that_can_be_served(
    assistant: Assistant, dataset: Dataset, settings: LazySettings
) -> None:
    settings.MODELS_DIR = MODELS
    training = start_training(assistant, params={"max_minutes": 0.2, "epochs": 0.1, "r": 4}, approve_all=True)
    work_off()
    training = Training.objects.select_related("job", "adapter", "report_card").get(pk=training.pk)
    assert (training.job.state, training.job.error) == (Job.State.SUCCEEDED, "")
    assert training.result["tokens"] > 0
    assert training.job.progress["loss"]
    manifest = AdapterStore(Path(settings.ADAPTERS_DIR)).manifest(training.adapter.name)
    assert manifest.config.r == 4
    assert training.report_card.reason
    assert not (training.folder / "checkpoints").exists()
