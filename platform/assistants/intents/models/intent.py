"""What a visitor can want, how people say it, and what the bot does then."""

from django.db import models

from assistants.models import Assistant
from tenants.models import TenantModel


class Intent(TenantModel):
    """One wish of visitors and the action that meets it."""

    class Action(models.TextChoices):
        ANSWER = "answer", "Give the approved answer"
        HANDOFF = "handoff", "Hand over to a person"
        LINK = "link", "Show a link"
        FORM = "form", "Show a form"

    assistant = models.ForeignKey(Assistant, on_delete=models.CASCADE, related_name="intents")
    name = models.CharField(max_length=80)
    action = models.CharField(max_length=10, choices=Action, default=Action.ANSWER)
    text = models.TextField(blank=True, max_length=4000, help_text="What the bot says, in Markdown")
    url = models.URLField(blank=True, max_length=2000, help_text="Where a link or form leads")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(TenantModel.Meta):
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["assistant", "name"], name="one_intent_per_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def complete(self) -> bool:
        """Whether there is something to do: until then, the bot answers as usual."""
        needed = {self.Action.ANSWER: self.text, self.Action.HANDOFF: "nothing more"}
        return bool(needed.get(self.Action(self.action), self.url))


class Phrasing(TenantModel):
    """A sentence in which somebody said it. `vector` is its embedding, packed; empty until it is learned."""

    intent = models.ForeignKey(Intent, on_delete=models.CASCADE, related_name="phrasings")
    text = models.CharField(max_length=500)
    vector = models.BinaryField(default=bytes)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(TenantModel.Meta):
        ordering = ["created_at"]
        constraints = [models.UniqueConstraint(fields=["intent", "text"], name="one_phrasing_per_text")]

    def __str__(self) -> str:
        return self.text
