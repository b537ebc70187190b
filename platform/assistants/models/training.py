"""One run of the learning pipeline."""

from pathlib import Path

from django.conf import settings
from django.db import models

from assistants.models.assistant import Assistant
from assistants.models.dataset import Dataset
from tenants.models import Job, TenantModel


class Training(TenantModel):
    """Dataset → adapter → exam → verdict. Its job row says how far it is."""

    assistant = models.ForeignKey(Assistant, on_delete=models.CASCADE, related_name="trainings")
    dataset = models.ForeignKey(Dataset, on_delete=models.RESTRICT, related_name="trainings")
    job = models.OneToOneField(Job, on_delete=models.RESTRICT, related_name="training")
    base = models.CharField(max_length=120)
    params = models.JSONField(default=dict, help_text="Hyper-parameters that the business set; defaults fill the rest")
    method = models.CharField(
        max_length=16,
        blank=True,
        default="",
        db_default="",
        help_text="One of tuning.job.methods; empty until it is chosen",
    )
    advice = models.JSONField(
        default=dict, db_default={}, help_text="What was recommended: assistants.catalogue.Advice"
    )
    estimate = models.JSONField(
        default=dict, db_default={}, help_text="What was foreseen: assistants.training.estimate.Estimate"
    )
    search = models.JSONField(default=dict, db_default={}, help_text="What was tried before: tuning.job.trials.Search")
    result = models.JSONField(default=dict, help_text="The tuning program's report")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(TenantModel.Meta):
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"Training of {self.assistant}, {self.created_at:%Y-%m-%d %H:%M}"

    @property
    def folder(self) -> Path:
        """The job folder of `python -m tuning`."""
        return Path(settings.JOBS_DIR) / str(self.pk)
