"""What the exam found."""

from django.db import models

from assistants.models.adapter import Adapter
from assistants.models.training import Training
from tenants.models import TenantModel


class ReportCard(TenantModel):
    """The arms of an exam, question by question, and the verdict in plain words.

    `arms`: {arm: {"f1", "em", "contains", "false_refusals", "refused", "groundedness", "citation_precision",
    "citation_recall", "latency_p50_ms", "latency_p95_ms", "questions"}}.
    `rows`: [{"question", "gold", "kind", "document", "answers": {arm: {"text", "f1", "refused", "citations",
    "ms"}}}, …].
    """

    training = models.OneToOneField(Training, on_delete=models.CASCADE, related_name="report_card")
    adapter = models.OneToOneField(Adapter, on_delete=models.CASCADE, related_name="report_card")
    arms = models.JSONField(default=dict)
    rows = models.JSONField(default=list)
    promoted = models.BooleanField()
    reason = models.TextField()
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"Report card of {self.adapter}"
