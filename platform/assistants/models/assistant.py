"""The bot, as its business sees it."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models

from tenants.models import SiteKey, TenantModel

COLOUR = RegexValidator(r"\A#[0-9a-fA-F]{6}\Z", "Write the colour as #rrggbb.")
MOST_SUGGESTIONS = 4
LONGEST_SUGGESTION = 120
LONGEST_ACT_TEXT = 600


def check_suggestions(value: object) -> None:
    """Raises ValidationError unless it is a list of a few short texts."""
    texts = value if isinstance(value, list) else [None]
    short = all(isinstance(text, str) and 0 < len(text) <= LONGEST_SUGGESTION for text in texts)
    if not short or len(texts) > MOST_SUGGESTIONS:
        raise ValidationError(f"Give up to {MOST_SUGGESTIONS} questions of up to {LONGEST_SUGGESTION} characters.")


def default_base() -> str:
    """What new assistants stand on; a function, so that another default needs no migration."""
    return str(settings.DEFAULT_MODEL)


def check_acts(value: object) -> None:
    """Raises ValidationError unless it is {act: {"text"?, "on"?}}."""
    settings_of_acts = value.values() if isinstance(value, dict) else [None]
    for one in settings_of_acts:
        known = isinstance(one, dict) and one.keys() <= {"text", "on"} and isinstance(one.get("on", True), bool)
        text = one.get("text", "") if isinstance(one, dict) else None
        if not known or not isinstance(text, str) or len(text) > LONGEST_ACT_TEXT:
            raise ValidationError(f"Give each act a text of up to {LONGEST_ACT_TEXT} characters, and whether it is on.")


class Assistant(TenantModel):
    """A business's bot: who it is, how it speaks, which base model and which adapter answer."""

    class Style(models.TextChoices):
        PHRASE = "phrase", "As short as possible"
        SENTENCE = "sentence", "A full sentence or two"
        PARAGRAPH = "paragraph", "A short paragraph"

    class Wording(models.TextChoices):
        PAGE = "page", "The pages' own words: at once, and nothing added"
        MODEL = "model", "The bot's own words, checked against the pages"

    class Canary(models.IntegerChoices):
        OFF = 0, "Nobody: a new version answers everybody at once"
        TENTH = 10, "10 % of the visitors"
        HALF = 50, "50 % of the visitors"

    name = models.CharField(max_length=60, default="Assistant")
    persona = models.TextField(blank=True, max_length=600, help_text="Who it is and how it speaks")
    style = models.CharField(max_length=10, choices=Style, default=Style.SENTENCE)
    wording = models.CharField(max_length=10, choices=Wording, default=Wording.PAGE, db_default=Wording.PAGE)
    greeting = models.CharField(max_length=300, default="Hello! Ask me anything about us.")
    suggestions = models.JSONField(
        default=list, blank=True, validators=[check_suggestions], help_text="Up to four questions offered to a visitor"
    )
    colour = models.CharField(max_length=7, default="#2f5bea", validators=[COLOUR])
    privacy_url = models.URLField(max_length=2000, blank=True)
    active = models.BooleanField(default=True)
    daily_answers = models.PositiveIntegerField(
        null=True, blank=True, help_text="To visitors of the website; 0: no end; empty: what the installation says"
    )
    canary = models.PositiveSmallIntegerField(
        choices=Canary, default=Canary.OFF, db_default=Canary.OFF, help_text="Percent of visitors who try a new version"
    )
    acts = models.JSONField(
        default=dict,
        db_default=models.Value({}, models.JSONField()),
        blank=True,
        validators=[check_acts],
        help_text="What it says to a greeting and other acts in its own words, and which it leaves alone",
    )
    base = models.CharField(max_length=120, default=default_base, help_text="Slug in the model catalogue")
    site_key = models.OneToOneField(SiteKey, on_delete=models.RESTRICT, related_name="assistant")
    live_adapter = models.ForeignKey(
        "assistants.Adapter", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(TenantModel.Meta):
        ordering = ["created_at"]

    def __str__(self) -> str:
        return self.name
