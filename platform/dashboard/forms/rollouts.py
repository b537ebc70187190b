"""What happens after a promotion."""

from django import forms

from assistants.models import Assistant


class CanaryForm(forms.Form):
    """Who tries a new version first."""

    canary = forms.TypedChoiceField(choices=Assistant.Canary.choices, coerce=int)
