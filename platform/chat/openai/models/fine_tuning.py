"""A fine-tuning job as a program sees it."""

from django.db import models

from assistants.models import Assistant, Training
from chat.openai.models.file import File
from tenants.models import Job, TenantModel


class FineTuning(TenantModel):
    """A file to learn from, and the training that came of it.

    First `job` reads the files into a dataset; from then on `training`, with its own job, is the truth. `model` is the
    name that was asked for, `hyperparameters` are OpenAI's ("auto" or a number). The files may be deleted meanwhile,
    hence ids. `closed_at`: when `result` was made, which may be deleted as well.
    """

    assistant = models.ForeignKey(Assistant, on_delete=models.CASCADE, related_name="+")
    model = models.CharField(max_length=200)
    training_file = models.UUIDField()
    validation_file = models.UUIDField(null=True)
    hyperparameters = models.JSONField(default=dict)
    seed = models.PositiveIntegerField()
    suffix = models.CharField(max_length=64, blank=True)
    metadata = models.JSONField(default=dict)
    job = models.OneToOneField(Job, on_delete=models.RESTRICT, related_name="fine_tuning")
    training = models.OneToOneField(Training, null=True, on_delete=models.CASCADE, related_name="fine_tuning")
    result = models.ForeignKey(File, null=True, on_delete=models.SET_NULL, related_name="+")
    closed_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(TenantModel.Meta):
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["tenant", "-created_at"])]

    def __str__(self) -> str:
        return f"Fine-tuning of {self.assistant}"

    @property
    def current_job(self) -> Job:
        """The job that says how far it is: reading the files, then the training."""
        return self.training.job if self.training else self.job
