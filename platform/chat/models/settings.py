"""How a business wants to be reached from its chat."""

from django.db import models

from assistants.models import Assistant
from tenants.models import TenantModel, only


class ChatSettings(TenantModel):
    """What the chat offers beside answers. An assistant without a row has these defaults.

    `files`: visitors may send files. `visitor_language`: the bot answers in the visitor's language where its model can.
    `hours`: {"mon": [["09:00", "12:30"], …], …} in `timezone`, up to "24:00"; without any, somebody is there when an
    inbox is open. `closed_on`: ISO dates. `proactive`: [{"after_seconds"?, "url_contains"?, "text"}, …].
    """

    assistant = models.OneToOneField(Assistant, on_delete=models.CASCADE, related_name="chat_settings")
    handoff = models.BooleanField(default=True)
    unanswered_limit = models.PositiveSmallIntegerField(default=2)
    timezone = models.CharField(max_length=64, default="UTC")
    hours = models.JSONField(default=dict, blank=True)
    closed_on = models.JSONField(default=list, blank=True)
    contact_email = models.EmailField(blank=True)
    contact_url = models.URLField(max_length=2000, blank=True)
    lead_form = models.BooleanField(default=False)
    lead_email = models.EmailField(blank=True)
    consent = models.TextField(blank=True, max_length=600)
    files = models.BooleanField(default=False, db_default=False)
    locale = models.CharField(max_length=12, blank=True)
    visitor_language = models.BooleanField(default=True, db_default=True)
    proactive = models.JSONField(default=list, blank=True)

    def __str__(self) -> str:
        return f"Chat of {self.assistant}"


def settings_of(assistant: Assistant) -> ChatSettings:
    """The assistant's settings, or the defaults, not stored; in the scope of its tenant."""
    return only(ChatSettings.objects.filter(assistant=assistant)) or ChatSettings(assistant=assistant)
