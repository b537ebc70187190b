"""Who the bot is, and where it may appear."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.validators import RegexValidator

from assistants.models import Assistant
from tenants.models import SiteKey
from tenants.models.keys import normal_origin

if TYPE_CHECKING:
    AssistantModelForm = forms.ModelForm[Assistant]
    SiteKeyModelForm = forms.ModelForm[SiteKey]
else:
    AssistantModelForm = SiteKeyModelForm = forms.ModelForm

COLOUR = RegexValidator(r"^#[0-9a-fA-F]{6}$", "Choose a colour as # and six digits, such as #2f5bea.")
MOST_SUGGESTIONS, SUGGESTION_LENGTH = 4, 120


class Lines(forms.CharField):
    """A text area of which every line that is not empty is one value."""

    widget = forms.Textarea(attrs={"rows": 4})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        return [line.strip() for line in super().clean(value).splitlines() if line.strip()]


class AssistantForm(AssistantModelForm):
    """Everything that a visitor sees or hears of the bot."""

    suggestions = Lines(
        required=False,
        label="Suggested questions",
        help_text="One a line, up to four. A visitor can tap them instead of typing.",
    )
    colour = forms.CharField(
        validators=[COLOUR], widget=forms.TextInput(attrs={"type": "color"}), help_text="Of the button and the header."
    )

    class Meta:
        model = Assistant
        fields = ["name", "greeting", "suggestions", "persona", "style", "wording", "colour", "privacy_url", "active"]
        labels = {
            "style": "Length of answers",
            "wording": "Words of answers",
            "privacy_url": "Privacy notice",
            "active": "The bot is on",
        }
        help_texts = {
            "persona": "Who it is and how it speaks, in a sentence or two. Leave it empty for a friendly, plain tone.",
            "privacy_url": "The chat links to it before the first message.",
            "active": "Switched off, the chat says that it is away and answers nothing.",
        }
        widgets = {
            "persona": forms.Textarea(
                attrs={"rows": 3, "placeholder": "A patient shop assistant who explains things without jargon."}
            ),
            "privacy_url": forms.URLInput(attrs={"placeholder": "https://shop.example/privacy"}),
        }

    def clean_suggestions(self) -> list[str]:
        """At most four, none longer than a line of the chat window."""
        lines: list[str] = self.cleaned_data["suggestions"]
        if len(lines) > MOST_SUGGESTIONS:
            raise forms.ValidationError(f"These are {len(lines)} questions. Keep the {MOST_SUGGESTIONS} best ones.")
        if any(len(line) > SUGGESTION_LENGTH for line in lines):
            raise forms.ValidationError(f"One is longer than {SUGGESTION_LENGTH} characters. Shorten it.")
        return lines


class OriginsForm(SiteKeyModelForm):
    """The websites on which the widget may run."""

    origins = Lines(
        required=False,
        label="Websites that may show the chat",
        help_text="One a line, with http:// or https://. What follows the host name is left out.",
        widget=forms.Textarea(attrs={"rows": 3, "placeholder": "https://shop.example\nhttps://www.shop.example"}),
    )

    class Meta:
        model = SiteKey
        fields = ["origins"]

    def clean_origins(self) -> list[str]:
        """Each as the browser writes it in its Origin header."""
        lines: list[str] = self.cleaned_data["origins"]
        for line in lines:
            if not normal_origin(line):
                raise forms.ValidationError(f"“{line}” is not a website's address. Write it like https://shop.example.")
        return list(dict.fromkeys(normal_origin(line) for line in lines))
