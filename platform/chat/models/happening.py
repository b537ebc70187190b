"""What happens in a conversation beside the bot's answers."""

from django.db import models

from chat.models.agent import Agent
from chat.models.conversation import Conversation
from chat.models.message import Message
from tenants.models import TenantModel


class Happening(TenantModel):
    """One step that people see live: a message of an agent, a visitor's while the bot is silent, or a hand-over.

    `number` grows by one within a conversation, in the order of the commits: a reader that has seen n misses nothing
    by asking for what is beyond n.
    """

    class Kind(models.TextChoices):
        MESSAGE = "message", "Message"
        HANDOFF = "handoff", "Hand-over"

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="happenings")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=8, choices=Kind)
    message = models.ForeignKey(Message, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=8, blank=True, choices=Conversation.State)
    agent = models.ForeignKey(Agent, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    reason = models.CharField(max_length=12, blank=True)
    detail = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta(TenantModel.Meta):
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["conversation", "number"], name="one_happening_per_number")]

    def __str__(self) -> str:
        return f"{self.number}: {self.state or self.kind}"
