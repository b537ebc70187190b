"""What was learned of an assistant's intents."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from assistants.intents.learning.figures import UNKNOWN
from assistants.intents.learning.outcomes import Outcomes
from assistants.models import Assistant
from tenants.models import TenantModel


class Recogniser(TenantModel):
    """An assistant's classifier: encoders, and a head over their vectors.

    `labels`: ids of the intents in the head's order. `encoders`: names of fine-tuned encoders whose vectors stand
    beside the embedder's own; empty before a fine-tuning has won. `checked`: outcomes with the embedder alone, each
    phrasing left out in turn; `tuned`: those of the fine-tuned one on phrasings that it had not seen.
    """

    assistant = models.OneToOneField(Assistant, on_delete=models.CASCADE, related_name="recogniser")
    labels = models.JSONField(default=list)
    head = models.BinaryField(default=bytes)
    encoders = models.JSONField(default=list)
    checked = models.JSONField(default=dict)
    tuned = models.JSONField(default=dict)
    threshold = models.FloatField(
        null=True, blank=True, validators=[MinValueValidator(0.0), MaxValueValidator(1.0)], help_text="Empty: suggested"
    )
    suggested = models.FloatField(default=UNKNOWN)
    learned_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"Recogniser of {self.assistant}"

    @property
    def outcomes(self) -> Outcomes:
        """Of the classifier that is in use, on phrasings that it had not seen."""
        return Outcomes.parse(self.tuned if self.encoders and self.tuned else self.checked)

    @property
    def limit(self) -> float:
        """The confidence below which the bot answers as usual."""
        return self.suggested if self.threshold is None else self.threshold
