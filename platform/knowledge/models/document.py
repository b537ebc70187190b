"""What was read: documents, cut into passages."""

from django.db import models

from knowledge.models.source import Source
from tenants.models import TenantModel


class Document(TenantModel):
    """One page, file or typed answer, with how reading it went. A page that failed later keeps its last good words."""

    class State(models.TextChoices):
        READ = "read", "Read"
        DUPLICATE = "duplicate", "Duplicate"
        SKIPPED = "skipped", "Skipped"
        FAILED = "failed", "Failed"

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="documents")
    url = models.CharField(max_length=2000, blank=True)
    title = models.CharField(max_length=300)
    state = models.CharField(max_length=10, choices=State)
    error_code = models.CharField(max_length=60, blank=True)
    error = models.TextField(blank=True)
    content_sha256 = models.CharField(max_length=64, blank=True)
    words = models.PositiveIntegerField(default=0)
    read_at = models.DateTimeField(auto_now=True)

    class Meta(TenantModel.Meta):
        ordering = ["url", "title"]
        indexes = [models.Index(fields=["source", "url"])]
        constraints = [
            models.UniqueConstraint(fields=["source", "url"], condition=~models.Q(url=""), name="one_document_per_url")
        ]

    def __str__(self) -> str:
        return self.title


class Passage(TenantModel):
    """A piece of a document that fits a prompt, with what search needs.

    `vector`: float16[384], unit length. `sentence_vectors`: float16[n, 384], one row per sentence.
    """

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="passages")
    position = models.PositiveIntegerField()
    title = models.CharField(max_length=300, blank=True, help_text="The document's, for full text search")
    heading = models.CharField(max_length=500, blank=True, help_text="Heading path, such as Returns › Refunds")
    text = models.TextField()
    vector = models.BinaryField()
    sentence_vectors = models.BinaryField()

    class Meta(TenantModel.Meta):
        ordering = ["document", "position"]
        indexes = [models.Index(fields=["tenant"])]
        constraints = [models.UniqueConstraint(fields=["document", "position"], name="one_passage_per_position")]

    def __str__(self) -> str:
        return self.text[:80]
