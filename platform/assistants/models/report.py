"""What the exam found."""

from django.db import models

from assistants.models.adapter import Adapter
from assistants.models.training import Training
from tenants.models import TenantModel


class ReportCard(TenantModel):
    """The arms of an exam, question by question, and the verdict in plain words.

    `arms`: {a name of `assistants.exam.arms`: what `assistants.exam.score.figures` gives}. "live" is a version of the
    business; where there was none, "skill" or else "base" was live. `rows`: [`assistants.exam.records.RowJson`, …].
    `comparison`: the candidate with what was live: {"against": arm, "difference", "low", "high", "probability",
    "p_value"}. `share_key` is random while the card is shared and empty otherwise: see `assistants.exam.share`.
    """

    training = models.OneToOneField(Training, on_delete=models.CASCADE, related_name="report_card")
    adapter = models.OneToOneField(Adapter, on_delete=models.CASCADE, related_name="report_card")
    arms = models.JSONField(default=dict)
    comparison = models.JSONField(default=dict)
    rows = models.JSONField(default=list)
    promoted = models.BooleanField()
    reason = models.TextField()
    share_key = models.CharField(max_length=43, blank=True, default="", db_default="", editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"Report card of {self.adapter}"
