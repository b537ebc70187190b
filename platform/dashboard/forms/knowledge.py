"""What the business shows."""

from typing import Any

from django import forms


class WebsiteForm(forms.Form):
    """A website to read, and how much of it."""

    url = forms.URLField(
        label="Address of your website",
        max_length=2000,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"placeholder": "https://shop.example", "inputmode": "url"}),
        error_messages={"invalid": "This is not a web address. Write it like https://shop.example."},
    )
    page_budget = forms.IntegerField(
        label="Pages at most", min_value=1, max_value=2000, initial=100, required=False, help_text="1 to 2,000."
    )
    depth_budget = forms.IntegerField(
        label="Links deep at most", min_value=0, max_value=20, initial=5, required=False, help_text="0 to 20."
    )

    def budgets(self) -> dict[str, int]:
        """What was filled in; what was left empty has the workflow's own default."""
        return {name: self.cleaned_data[name] for name in ("page_budget", "depth_budget") if self.cleaned_data[name]}


class FilesInput(forms.ClearableFileInput):
    """A file field that takes several at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Cleans to a list of uploads."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        return [super(FilesField, self).clean(one, initial) for one in (data or [None])]


class FilesForm(forms.Form):
    """Documents to read."""

    uploads = FilesField(label="Files", error_messages={"required": "Choose at least one file."})


class TextForm(forms.Form):
    """Text typed or pasted."""

    title = forms.CharField(max_length=300, widget=forms.TextInput(attrs={"placeholder": "Holiday opening hours"}))
    text = forms.CharField(widget=forms.Textarea(attrs={"rows": 8}))


class QuestionForm(forms.Form):
    """A question and the answer that the business stands by."""

    question = forms.CharField(
        max_length=1000,
        widget=forms.TextInput(attrs={"placeholder": "Do you ship to Norway?"}),
        error_messages={"max_length": "A question has at most 1,000 characters; this one has %(show_value)d."},
    )
    answer = forms.CharField(
        max_length=20000,
        widget=forms.Textarea(attrs={"rows": 3, "placeholder": "Yes, in 3 to 5 working days, for 12 euros."}),
    )
