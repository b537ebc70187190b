"""Answers put right."""

from django import forms


class CorrectionForm(forms.Form):
    """What the bot should have said."""

    answer = forms.CharField(max_length=20000, error_messages={"required": "Write what it should have said."})
