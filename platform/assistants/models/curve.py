"""Whether more data still helps."""

from pathlib import Path

from django.conf import settings
from django.db import models

from assistants.models.training import Training
from tenants.models import Job, TenantModel


class LearningCurve(TenantModel):
    """A finished training repeated on parts of its data.

    `points`: [`tuning.job.curve.Point`, …], the smallest part first, the training itself last; empty until measured.
    """

    training = models.OneToOneField(Training, on_delete=models.CASCADE, related_name="curve")
    job = models.OneToOneField(Job, on_delete=models.RESTRICT, related_name="curve")
    points = models.JSONField(default=list)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"Learning curve of {self.training}"

    @property
    def folder(self) -> Path:
        """The job folder of `python -m tuning.curve`."""
        return Path(settings.JOBS_DIR) / str(self.pk)
