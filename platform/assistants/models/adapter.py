"""A version of what an assistant answers with."""

from django.db import models

from assistants.models.assistant import Assistant
from assistants.models.training import Training
from tenants.models import TenantModel


class Adapter(TenantModel):
    """A version of what answers. `name` is its content address; `version` counts per assistant, from 1.

    A trained version is an adapter in the store, `name`. A few-shot version has no weights of its own: it answers with
    `weights` (a name in the store, empty for the bare base) and the nearest rows of the dataset `shots` in its prompt.
    """

    class State(models.TextChoices):
        CANDIDATE = "candidate", "Being examined"
        PROMOTED = "promoted", "Promoted"
        REFUSED = "refused", "Not promoted"

    assistant = models.ForeignKey(Assistant, on_delete=models.CASCADE, related_name="adapters")
    training = models.OneToOneField(Training, on_delete=models.RESTRICT, related_name="adapter")
    name = models.CharField(max_length=34)
    version = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.CANDIDATE)
    weights = models.CharField(max_length=34, blank=True, default="", db_default="")
    shots = models.ForeignKey(
        "assistants.Dataset", null=True, blank=True, on_delete=models.RESTRICT, related_name="shown_by"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(TenantModel.Meta):
        ordering = ["-version"]
        constraints = [models.UniqueConstraint(fields=["assistant", "version"], name="one_adapter_per_version")]

    def __str__(self) -> str:
        return f"Version {self.version}"

    @property
    def served(self) -> str:
        """The weights' name in the store; empty for the bare base."""
        return self.weights if self.shots_id else self.name
