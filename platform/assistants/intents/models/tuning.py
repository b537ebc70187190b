"""One fine-tuning of an assistant's intents."""

from pathlib import Path

from django.conf import settings
from django.db import models

from assistants.models import Assistant
from tenants.models import Job, TenantModel


class IntentTuning(TenantModel):
    """Phrasings → encoder → comparison → verdict. Its job row says how far it is.

    `hold_out`: share of the phrasings kept back for the comparison; 0 skips it. `result`: `better`, `reason`,
    `before` and `after` (accuracies on what was kept back), `seconds`; empty until it has ended.
    """

    assistant = models.ForeignKey(Assistant, on_delete=models.CASCADE, related_name="intent_tunings")
    job = models.OneToOneField(Job, on_delete=models.RESTRICT, related_name="intent_tuning")
    hold_out = models.FloatField(default=0.2)
    result = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(TenantModel.Meta):
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"Fine-tuning of {self.assistant}'s intents, {self.created_at:%Y-%m-%d %H:%M}"

    @property
    def folder(self) -> Path:
        """Where the job folders of `python -m tuning.intents` are."""
        return Path(settings.JOBS_DIR) / str(self.pk)
