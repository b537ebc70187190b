"""A new version, tried by a share of the visitors first."""

from django.db import models

from assistants.models.adapter import Adapter
from assistants.models.assistant import Assistant
from tenants.models import TenantModel


class Rollout(TenantModel):
    """While it runs, `adapter` answers `share` percent of the visitors and `previous` the others.

    `previous` stays the assistant's live version until the rollout is confirmed; None stands for what answered before
    the first version. `reason` says in words why it ended.
    """

    class State(models.TextChoices):
        RUNNING = "running", "Being tried"
        CONFIRMED = "confirmed", "Confirmed"
        ROLLED_BACK = "rolled_back", "Rolled back"
        REPLACED = "replaced", "Replaced"

    assistant = models.ForeignKey(Assistant, on_delete=models.CASCADE, related_name="rollouts")
    adapter = models.ForeignKey(Adapter, on_delete=models.CASCADE, related_name="rollouts")
    previous = models.ForeignKey(Adapter, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    share = models.PositiveSmallIntegerField(help_text="Percent of the visitors")
    state = models.CharField(max_length=12, choices=State, default=State.RUNNING)
    reason = models.TextField(blank=True)
    began_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        ordering = ["-began_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["assistant"], condition=models.Q(state="running"), name="one_running_rollout_per_assistant"
            )
        ]

    def __str__(self) -> str:
        return f"{self.adapter} for {self.share} % of the visitors"
