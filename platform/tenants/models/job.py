"""A piece of background work as a row: the row is the truth, whoever runs it."""

from django.db import models

from tenants.models.base import TenantModel


class Job(TenantModel):
    """One piece of work, claimed by a conditional update and guarded by a fencing token.

    `fence` grows with every claim. A runner that lost its lease holds an old fence, so nothing it writes counts.
    """

    class State(models.TextChoices):
        QUEUED = "queued", "Waiting"
        RUNNING = "running", "Running"
        SUCCEEDED = "succeeded", "Done"
        FAILED = "failed", "Failed"
        CANCELLED = "cancelled", "Cancelled"

    ACTIVE = (State.QUEUED, State.RUNNING)

    kind = models.CharField(max_length=60)
    subject_id = models.UUIDField()
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    attempt = models.PositiveSmallIntegerField(default=0)
    max_attempts = models.PositiveSmallIntegerField(default=3)
    fence = models.PositiveIntegerField(default=0)
    runner = models.CharField(max_length=80, blank=True)
    not_before = models.DateTimeField()
    lease_until = models.DateTimeField(null=True, blank=True)
    cancel_requested = models.BooleanField(default=False)
    progress = models.JSONField(default=dict)
    error_code = models.CharField(max_length=60, blank=True)
    error = models.TextField(blank=True)
    request_id = models.CharField(
        max_length=64, blank=True, default="", db_default="", help_text="Of the request that asked for this"
    )
    traceparent = models.CharField(
        max_length=55, blank=True, default="", db_default="", help_text="The trace of that request (W3C)"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        ordering = ["created_at"]
        indexes = [
            models.Index(fields=["state", "not_before"]),
            models.Index(fields=["tenant", "state"]),
            models.Index(fields=["kind", "subject_id"]),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_id} ({self.state})"

    @property
    def finished(self) -> bool:
        """True once the work has ended, however it ended."""
        return self.state not in self.ACTIVE
