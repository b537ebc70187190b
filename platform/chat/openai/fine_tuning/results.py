"""The result file of a job: its losses, step by step, as OpenAI's `step_metrics.csv`."""

import csv
import io
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from chat.openai.models import File, FineTuning
from tenants.models import Job

COLUMNS = ("step", "train_loss", "train_accuracy", "valid_loss", "valid_mean_token_accuracy")


def settle() -> None:
    """Makes the result files of the tenant's jobs that have succeeded since; each is made once."""
    done = FineTuning.objects.filter(closed_at=None, training__job__state=Job.State.SUCCEEDED)
    for pk in list(done.values_list("pk", flat=True)):
        _close(pk)


@transaction.atomic
def _close(pk: UUID) -> None:
    rows = FineTuning.objects.select_for_update(of=("self",)).select_related("training__job")
    tuning = rows.get(pk=pk)
    if tuning.closed_at is None and tuning.training:
        content = table(tuning.training.job.progress).encode()
        tuning.result = File.objects.create(
            purpose=File.Purpose.RESULTS,
            filename="step_metrics.csv",
            bytes=len(content),
            content=ContentFile(content, "step_metrics.csv"),
        )
        tuning.closed_at = timezone.now()
        tuning.save(update_fields=["result", "closed_at"])


def table(progress: Mapping[str, Any]) -> str:
    """The losses as CSV; accuracies are not measured, their columns are empty."""
    train, valid = dict(progress.get("loss", ())), dict(progress.get("valid_loss", ()))
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([step, train.get(step, ""), "", valid.get(step, ""), ""] for step in sorted({*train, *valid}))
    return out.getvalue()
