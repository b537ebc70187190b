"""What a program uploaded, or gets back."""

from uuid import uuid4

from django.db import models

from tenants.models import TenantModel


def file_path(file: "File", filename: str) -> str:
    """Where the content lies: by tenant, under a name that nobody chose."""
    return f"openai/{file.tenant_id}/{uuid4().hex}"


class File(TenantModel):
    """A file of OpenAI's files API. `bytes` is its size."""

    class Purpose(models.TextChoices):
        FINE_TUNE = "fine-tune", "To train on"
        RESULTS = "fine-tune-results", "How a training went"

    purpose = models.CharField(max_length=20, choices=Purpose)
    filename = models.CharField(max_length=200)
    bytes = models.PositiveBigIntegerField()
    content = models.FileField(upload_to=file_path, max_length=300)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(TenantModel.Meta):
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["tenant", "-created_at"])]

    def __str__(self) -> str:
        return self.filename
