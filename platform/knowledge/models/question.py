"""Questions whose answers the business gave or approved."""

from django.db import models

from knowledge.models.document import Passage
from knowledge.models.source import Source
from tenants.models import TenantModel


class Question(TenantModel):
    """A question and its approved answer. Its passage makes the answer findable at once."""

    class Origin(models.TextChoices):
        TYPED = "typed", "Typed"
        CSV = "csv", "From a CSV file"
        FAQ = "faq", "Found on a page"
        CORRECTION = "correction", "Correction"

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="questions")
    passage = models.OneToOneField(Passage, on_delete=models.SET_NULL, null=True, related_name="pair")
    question = models.CharField(max_length=1000)
    answer = models.TextField()
    origin = models.CharField(max_length=10, choices=Origin)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta(TenantModel.Meta):
        ordering = ["-updated_at"]
        indexes = [models.Index(fields=["tenant", "-updated_at"])]

    def __str__(self) -> str:
        return self.question
