"""An exam of the business's own."""

from pathlib import PurePath
from typing import Any

from django import forms

MOST_BYTES = 5 * 2**20


class ExamForm(forms.Form):
    """A file of questions, and a name to know the exam by; without one it is called as the file."""

    title = forms.CharField(
        label="Name of the exam",
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"placeholder": "Questions from the hotline, spring"}),
    )
    file = forms.FileField(
        label="File",
        allow_empty_file=True,
        error_messages={"required": "Choose a CSV or JSON file."},
    )

    def clean_file(self) -> Any:
        """Not larger than an exam can be."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(
                f"The file has {file.size / 2**20:.1f} MB. Split it: an exam has up to {MOST_BYTES // 2**20} MB."
            )
        return file

    def called(self) -> str:
        """The exam's name."""
        return self.cleaned_data["title"] or PurePath(self.cleaned_data["file"].name).stem
