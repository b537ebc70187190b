"""What was said."""

from django.db import models

from chat.models.agent import Agent
from chat.models.conversation import Conversation
from tenants.models import TenantModel


class Message(TenantModel):
    """One turn. An assistant's turn knows its sources, its weights and how it ended.

    `sources`: [{"n", "title", "url", "heading", "quote"}, …], as shown to the visitor. `written_at` is the sign of
    life of the process that writes a streaming answer; `stop_requested` reaches it wherever it runs.
    """

    class Role(models.TextChoices):
        VISITOR = "visitor", "Visitor"
        ASSISTANT = "assistant", "Assistant"
        AGENT = "agent", "Agent"

    class State(models.TextChoices):
        STREAMING = "streaming", "Being written"
        DONE = "done", "Done"
        STOPPED = "stopped", "Stopped"
        INTERRUPTED = "interrupted", "Interrupted"
        FAILED = "failed", "Failed"

    class Rating(models.TextChoices):
        UP = "up", "Helpful"
        DOWN = "down", "Not helpful"

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="messages")
    role = models.CharField(max_length=10, choices=Role)
    agent = models.ForeignKey(Agent, null=True, blank=True, on_delete=models.SET_NULL, related_name="messages")
    text = models.TextField(blank=True)
    state = models.CharField(max_length=12, choices=State, default=State.DONE)
    reply_to = models.OneToOneField("self", null=True, blank=True, on_delete=models.CASCADE, related_name="reply")
    idempotency_key = models.CharField(max_length=100, blank=True)
    sources = models.JSONField(default=list)
    adapter = models.CharField(max_length=34, blank=True, help_text="Adapter that answered; empty: the base model")
    refused = models.BooleanField(default=False)
    error_code = models.CharField(max_length=60, blank=True)
    written_at = models.DateTimeField(null=True, blank=True)
    stop_requested = models.BooleanField(default=False)
    first_token_ms = models.PositiveIntegerField(null=True, blank=True)
    total_ms = models.PositiveIntegerField(null=True, blank=True)
    prompt_tokens = models.PositiveIntegerField(default=0)
    completion_tokens = models.PositiveIntegerField(default=0)
    rating = models.CharField(max_length=4, choices=Rating, blank=True)
    comment = models.TextField(blank=True, max_length=2000)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(TenantModel.Meta):
        ordering = ["created_at"]
        indexes = [
            models.Index(fields=["conversation", "created_at"]),
            models.Index(fields=["tenant", "state"]),
            models.Index(fields=["tenant", "created_at"]),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["conversation", "idempotency_key"],
                condition=models.Q(role="visitor") & ~models.Q(idempotency_key=""),
                name="one_message_per_idempotency_key",
            )
        ]

    def __str__(self) -> str:
        return self.text[:80]
