"""How to train, and what on."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict

from assistants.models import Dataset, Example
from assistants.training.method import AUTO, NAMES, SAID
from assistants.training.params import MAX_MINUTES, RANGES


def _number(name: str, label: str, help_text: str) -> forms.FloatField:
    low, high = RANGES[name]
    widget = forms.NumberInput(attrs={"step": "any", "placeholder": "Recommended"})
    return forms.FloatField(
        label=label, min_value=low, max_value=high, required=False, help_text=help_text, widget=widget
    )


class TrainingForm(forms.Form):
    """All of it is optional: what is left empty is chosen from the data's size and the base model."""

    approve_all = forms.BooleanField(
        required=False,
        initial=True,
        label="Also use the examples that nobody has reviewed",
        help_text="They are made from your pages by fixed rules. Rejected ones are never used, imported ones only "
        "after your review.",
    )
    method = forms.ChoiceField(
        choices=[(AUTO, "Recommended"), *((method, f"{NAMES[method]}: {said}") for method, said in SAID.items())],
        label="Method",
        required=False,
    )
    max_minutes = _number("max_minutes", "Minutes at most", f"It stops at its best point. Usually {MAX_MINUTES:g}.")
    search_minutes = _number(
        "search_minutes", "Minutes to search first", "Tries settings on the validation rows; empty: none."
    )
    epochs = _number("epochs", "Epochs", "How often it sees each example.")
    learning_rate = _number("learning_rate", "Learning rate", "How far each step moves the weights.")
    r = _number("r", "Rank (r)", "Size of the adapter, a whole number up to 32.")

    def params(self) -> dict[str, object]:
        """What was set, as the workflow takes it."""
        names = ("max_minutes", "search_minutes", "epochs", "learning_rate", "r")
        numbers = {name: self.cleaned_data[name] for name in names}
        chosen: dict[str, object] = {name: value for name, value in numbers.items() if value is not None}
        if method := self.cleaned_data["method"]:
            chosen["method"] = method
        return chosen


class ExampleForm(forms.Form):
    """A row of the training set."""

    question = forms.CharField(max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))
    answer = forms.CharField(
        max_length=1000, widget=forms.Textarea(attrs={"rows": 3}), help_text="[1] cites the first passage shown."
    )


class ImportForm(forms.Form):
    """Rows from elsewhere."""

    file = forms.FileField(
        error_messages={"required": "Choose a file first.", "empty": "The file is empty. Choose another one."}
    )


class ReviewForm(forms.Form):
    """A decision on the rows ticked, on all that the page's filter shows, or on all that nobody has reviewed yet."""

    decision = forms.ChoiceField(
        choices=[(Example.State.APPROVED.value, "Approve"), (Example.State.REJECTED.value, "Reject")],
        error_messages={"required": "Choose approve or reject."},
    )
    everything = forms.BooleanField(required=False)
    shown = forms.BooleanField(required=False)
    state = forms.ChoiceField(choices=[("", ""), *Example.State.choices], required=False)
    kind = forms.ChoiceField(choices=[("", ""), *Example.Kind.choices], required=False)
    origin = forms.ChoiceField(choices=[("", ""), *Example.Origin.choices], required=False)
    copies = forms.CharField(max_length=1, required=False)

    def __init__(self, data: QueryDict, dataset: Dataset) -> None:
        super().__init__(data)
        self.fields["rows"] = forms.ModelMultipleChoiceField(
            dataset.examples.all(),
            required=False,
            error_messages={"invalid_choice": "Some rows are no longer there. Reload the page."},
        )

    def clean(self) -> dict[str, Any]:
        """A decision needs rows to be about."""
        cleaned = super().clean() or self.cleaned_data
        chosen = any(cleaned.get(name) for name in ("rows", "everything", "shown"))
        if not chosen and "rows" not in self.errors:
            raise forms.ValidationError("No row was ticked. Tick some, or use “Approve all”.")
        return cleaned

    def ids(self) -> list[UUID] | None:
        """Of the rows ticked; None where the decision is about more than those."""
        many = self.cleaned_data["everything"] or self.cleaned_data["shown"]
        return None if many else [example.pk for example in self.cleaned_data["rows"]]

    def filter(self) -> dict[str, str]:
        """The page's filter, for a decision on all that it shows."""
        names = ("state", "kind", "origin", "copies") if self.cleaned_data["shown"] else ()
        return {name: self.cleaned_data[name] for name in names}
