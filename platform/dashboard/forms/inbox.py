"""Answers to use again, and an agent's name."""

from typing import TYPE_CHECKING

from django import forms

from chat.handoff.availability import NAME_LENGTH
from chat.models import CannedAnswer

if TYPE_CHECKING:
    CannedModelForm = forms.ModelForm[CannedAnswer]
else:
    CannedModelForm = forms.ModelForm


class CannedForm(CannedModelForm):
    """An answer that is written once."""

    class Meta:
        model = CannedAnswer
        fields = ["shortcut", "text"]
        help_texts = {"shortcut": "Letters, digits and hyphens. In the inbox, type / and this."}
        widgets = {
            "shortcut": forms.TextInput(attrs={"placeholder": "returns", "autocapitalize": "none"}),
            "text": forms.Textarea(attrs={"rows": 3}),
        }


class AgentForm(forms.Form):
    """How visitors see a member."""

    name = forms.CharField(max_length=NAME_LENGTH, label="Visitors see you as")
