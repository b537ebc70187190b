"""What a business tells about its intents."""

from typing import TYPE_CHECKING, Any

from django import forms

from assistants.intents.models import Intent
from dashboard.forms.assistant import Lines

if TYPE_CHECKING:
    IntentModelForm = forms.ModelForm[Intent]
else:
    IntentModelForm = forms.ModelForm


class IntentForm(IntentModelForm):
    """An intent, its phrasings and its action."""

    phrasings = Lines(
        label="Phrasings",
        help_text="One a line: how would a customer say it? Five are a start, more are better.",
        widget=forms.Textarea(attrs={"rows": 7, "placeholder": "Where is my parcel?\nMy order has not arrived yet"}),
        error_messages={"required": "Write at least one sentence that a customer would say."},
    )

    class Meta:
        model = Intent
        fields = ["name", "phrasings", "action", "text", "url"]
        labels = {"name": "What they want", "action": "What the bot does", "text": "What it says", "url": "Address"}
        help_texts = {
            "text": "The approved answer, word for word. Beside a link or a form: a sentence that introduces it.",
            "url": "For a link or a form.",
        }
        widgets = {
            "name": forms.TextInput(attrs={"placeholder": "Where is my parcel"}),
            "text": forms.Textarea(attrs={"rows": 4}),
            "url": forms.URLInput(attrs={"placeholder": "https://shop.example/track"}),
        }

    def fields_set(self) -> dict[str, str]:
        """The intent's own fields."""
        return {name: self.cleaned_data[name] for name in ("name", "action", "text", "url")}

    def _post_clean(self) -> None:
        """Leaves the checking of the row to the workflow, which has every rule."""


class PhrasingsFileForm(forms.Form):
    """A CSV of phrasings."""

    file = forms.FileField(
        label="File",
        allow_empty_file=True,
        error_messages={"required": "Choose a CSV file with the columns text and intent."},
    )


class ThresholdForm(forms.Form):
    """From when on an intent counts as recognised."""

    threshold = forms.FloatField(
        label="Act from a confidence of",
        min_value=0.0,
        max_value=1.0,
        required=False,
        help_text="0 to 1; empty takes the suggested one. Below it the bot answers as usual.",
        widget=forms.NumberInput(attrs={"step": "0.01"}),
    )

    def value(self) -> Any:
        """The threshold, or None for the suggested one."""
        return self.cleaned_data["threshold"]
