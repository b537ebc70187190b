"""A version of an assistant's weights."""

from django.db import models

from assistants.models.assistant import Assistant
from assistants.models.training import Training
from tenants.models import TenantModel


class Adapter(TenantModel):
    """A trained adapter in the store. `name` is its content address; `version` counts per assistant, from 1."""

    class State(models.TextChoices):
        CANDIDATE = "candidate", "Being examined"
        PROMOTED = "promoted", "Promoted"
        REFUSED = "refused", "Not promoted"

    assistant = models.ForeignKey(Assistant, on_delete=models.CASCADE, related_name="adapters")
    training = models.OneToOneField(Training, on_delete=models.RESTRICT, related_name="adapter")
    name = models.CharField(max_length=34)
    version = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.CANDIDATE)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(TenantModel.Meta):
        ordering = ["-version"]
        constraints = [models.UniqueConstraint(fields=["assistant", "version"], name="one_adapter_per_version")]

    def __str__(self) -> str:
        return f"Version {self.version}"
