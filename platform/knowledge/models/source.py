"""Where knowledge comes from."""

from __future__ import annotations

from django.db import models

from tenants.models import TenantModel


def file_path(source: Source, name: str) -> str:
    """Each source's file in a folder of its own, so that names never meet."""
    return f"sources/{source.pk}/{name}"


class Source(TenantModel):
    """Something that the business showed us: a website, a file, a text, a list of questions and answers."""

    class Kind(models.TextChoices):
        WEBSITE = "website", "Website"
        FILE = "file", "File"
        TEXT = "text", "Text"
        QUESTIONS = "questions", "Questions and answers"

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        READING = "reading", "Reading"
        READY = "ready", "Ready"
        FAILED = "failed", "Failed"

    kind = models.CharField(max_length=10, choices=Kind)
    title = models.CharField(max_length=300)
    url = models.URLField(max_length=2000, blank=True)
    file = models.FileField(upload_to=file_path, max_length=300, blank=True)
    text = models.TextField(blank=True)
    sha256 = models.CharField(max_length=64, blank=True, help_text="Of the file or text, to notice the same one again")
    page_budget = models.PositiveIntegerField(default=100)
    depth_budget = models.PositiveSmallIntegerField(default=5)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    error_code = models.CharField(max_length=60, blank=True)
    error = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["tenant", "-created_at"]), models.Index(fields=["tenant", "sha256"])]

    def __str__(self) -> str:
        return self.title

    @property
    def waits_for_engine(self) -> bool:
        """True while reading is put off because the engine, which makes the vectors, is away."""
        return self.state == self.State.WAITING and self.error_code == "engine_away"
