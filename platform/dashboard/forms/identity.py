"""Who visitors are, and how much they may ask."""

from typing import Any

from django import forms
from django.conf import settings


class PublicKeyForm(forms.Form):
    """The public half of a key pair of the business."""

    public_key = forms.CharField(
        max_length=8000,
        label="Public key (RS256)",
        widget=forms.Textarea(attrs={"rows": 5, "placeholder": "-----BEGIN PUBLIC KEY-----", "spellcheck": "false"}),
        help_text="The private half stays on your server.",
    )


class BudgetForm(forms.Form):
    """How many answers the website's visitors get in a day."""

    daily_answers = forms.IntegerField(
        required=False,
        min_value=0,
        max_value=10_000_000,
        label="Answers a day",
        error_messages={"min_value": "Write a number from 0 on, or nothing."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        usual = settings.CHAT_SITE_ANSWERS_PER_DAY
        self.fields[
            "daily_answers"
        ].help_text = (
            f"0: no end. Empty: {f'{usual:,}' if usual else 'no end'}, as this installation sets it. Days are UTC."
        )
