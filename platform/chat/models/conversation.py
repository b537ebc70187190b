"""Who talks, and where."""

from django.conf import settings
from django.db import models

from assistants.models import Assistant
from chat.languages import listed
from chat.models.agent import Agent
from tenants.models import TenantModel


class Visitor(TenantModel):
    """Somebody on the business's website, of whom nothing is known but that they came back.

    Unless the business's server has said who it is: its own id (`subject`), and perhaps a name and an e-mail address.
    In the playground it is a member of the business, `user`, trying one version: `adapter` ("live", "base" or an id).
    """

    assistant = models.ForeignKey(Assistant, on_delete=models.CASCADE, related_name="visitors")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+")
    adapter = models.CharField(max_length=32, blank=True)
    subject = models.CharField(max_length=200, blank=True, db_default="", help_text="The business's id of the visitor")
    name = models.CharField(max_length=120, blank=True, db_default="")
    email = models.CharField(max_length=254, blank=True, db_default="")
    created_at = models.DateTimeField(auto_now_add=True)
    seen_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return self.name or self.email or self.subject or f"Visitor {str(self.pk)[:8]}"


class Conversation(TenantModel):
    """One thread between a visitor, or somebody in the playground, and an assistant.

    `state` says who answers, and `agent` which person, since `state_since`; they change in `chat.handoff.moves` only.
    `happened` is the number of the newest happening. `languages`: the visitor's, as `chat.languages` writes them.
    """

    class Channel(models.TextChoices):
        WIDGET = "widget", "Website"
        PLAYGROUND = "playground", "Playground"
        API = "api", "API"

    class State(models.TextChoices):
        BOT = "bot", "With the bot"
        WAITING = "waiting", "Waiting for a person"
        HUMAN = "human", "With a person"
        CLOSED = "closed", "Closed"

    assistant = models.ForeignKey(Assistant, on_delete=models.CASCADE, related_name="conversations")
    visitor = models.ForeignKey(Visitor, null=True, on_delete=models.CASCADE, related_name="conversations")
    channel = models.CharField(max_length=10, choices=Channel, default=Channel.WIDGET)
    origin = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.BOT, db_default=State.BOT)
    agent = models.ForeignKey(Agent, null=True, blank=True, on_delete=models.SET_NULL, related_name="conversations")
    state_since = models.DateTimeField(null=True, blank=True)
    happened = models.PositiveIntegerField(default=0, db_default=0)
    languages = models.CharField(max_length=40, blank=True, db_default="")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta(TenantModel.Meta):
        ordering = ["-updated_at"]
        indexes = [
            models.Index(fields=["tenant", "-updated_at"]),
            models.Index(fields=["assistant", "state", "state_since"]),
        ]

    def __str__(self) -> str:
        return f"{self.get_channel_display()}, {self.created_at:%Y-%m-%d %H:%M}"

    @property
    def spoken(self) -> list[str]:
        """The visitor's languages, preferred first; empty where none is known."""
        return listed(self.languages)
