"""What visitors leave when nobody is there."""

from django.db import models

from assistants.models import Assistant
from chat.models.conversation import Conversation
from tenants.models import TenantModel


class Lead(TenantModel):
    """A message with an address to answer to. `consent` is the text that the visitor was shown beside the form."""

    assistant = models.ForeignKey(Assistant, on_delete=models.CASCADE, related_name="leads")
    conversation = models.ForeignKey(
        Conversation, null=True, blank=True, on_delete=models.SET_NULL, related_name="leads"
    )
    visitor = models.UUIDField()
    name = models.CharField(max_length=120, blank=True)
    email = models.EmailField()
    text = models.TextField(max_length=4000)
    consent = models.TextField(blank=True)
    origin = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    mailed_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["assistant", "-created_at"]), models.Index(fields=["visitor", "created_at"])]

    def __str__(self) -> str:
        return self.name or self.email
