"""When people are there, how they are reached otherwise, and what the chat says by itself."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any
from zoneinfo import available_timezones

from django import forms

from assistants.catalogue import find
from chat.handoff.hours import DAYS, parse, write
from chat.models import ChatSettings
from dashboard.forms.assistant import Lines

if TYPE_CHECKING:
    ChatModelForm = forms.ModelForm[ChatSettings]
else:
    ChatModelForm = forms.ModelForm

MOST_RULES = 5
DAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
LOCALES = {
    "ar": "العربية", "de": "Deutsch", "en": "English", "es": "Español", "fr": "Français", "it": "Italiano",
    "ja": "日本語", "nl": "Nederlands", "pl": "Polski", "pt": "Português", "tr": "Türkçe", "zh": "中文",
}  # fmt: skip


class Spans(forms.CharField):
    """Opening hours of one day, such as 9:00-12:30, 13:00-17:00; empty for closed."""

    widget = forms.TextInput(attrs={"placeholder": "closed"})

    def prepare_value(self, value: Any) -> Any:
        return write(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[list[str]]:
        try:
            return parse(super().clean(value))
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error


class PeopleForm(ChatModelForm):
    """When a visitor can ask for a person."""

    closed_on = Lines(
        required=False,
        label="Days off",
        help_text="One a line, such as 2026-12-25.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    unanswered_limit = forms.IntegerField(
        label="Unanswered questions in a row",
        min_value=0,
        max_value=10,
        help_text="After so many the bot asks for a person by itself. 0: never.",
    )

    class Meta:
        model = ChatSettings
        fields = ["handoff", "unanswered_limit", "timezone", "closed_on"]
        labels = {"handoff": "Visitors can ask for a person", "timezone": "Time zone"}
        help_texts = {"handoff": "The chat shows a button for it while somebody is there."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zones = sorted(available_timezones())
        self.fields["timezone"] = forms.ChoiceField(label="Time zone", choices=[(zone, zone) for zone in zones])
        for day, name in zip(DAYS, DAY_NAMES, strict=True):
            self.fields[day] = Spans(required=False, label=name)
            self.initial[day] = self.instance.hours.get(day, [])

    @property
    def days(self) -> list[forms.BoundField]:
        """The fields of the week, in order."""
        return [self[day] for day in DAYS]

    def clean_closed_on(self) -> list[str]:
        """ISO dates in order, each once."""
        try:
            return sorted({date.fromisoformat(line).isoformat() for line in self.cleaned_data["closed_on"]})
        except ValueError:
            raise forms.ValidationError("Write each day as year-month-day, such as 2026-12-25.") from None

    @property
    def changes(self) -> dict[str, object]:
        """The settings to store."""
        hours = {day: self.cleaned_data[day] for day in DAYS if self.cleaned_data[day]}
        return {"hours": hours} | {name: self.cleaned_data[name] for name in self.Meta.fields}


class ContactForm(ChatModelForm):
    """How a visitor reaches the business when nobody is there."""

    class Meta:
        model = ChatSettings
        fields = ["contact_email", "contact_url", "lead_form", "lead_email", "files", "consent"]
        labels = {
            "contact_email": "E-mail address for visitors",
            "contact_url": "Contact page",
            "lead_form": "Visitors can leave a message in the chat",
            "lead_email": "Messages go to",
            "files": "Visitors can send files",
            "consent": "Consent text",
        }
        help_texts = {
            "contact_email": "Shown in the chat when nobody is there.",
            "lead_form": "They give an e-mail address, a text and, if they like, a name. You find it under Inbox.",
            "lead_email": "Empty: to the owners of this business.",
            "files": "PDF, Word, text, Markdown and CSV are read and used in that conversation only: they never become "
            "knowledge or training. Pictures are for you to look at.",
            "consent": "Shown before the first message and beside the form, and kept with each message left there.",
        }
        widgets = {
            "contact_email": forms.EmailInput(attrs={"placeholder": "team@shop.example"}),
            "contact_url": forms.URLInput(attrs={"placeholder": "https://shop.example/contact"}),
            "consent": forms.Textarea(attrs={"rows": 3}),
        }

    @property
    def changes(self) -> dict[str, object]:
        """The settings to store."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class LocaleForm(forms.Form):
    """The language of the chat's own words, and of the bot's answers."""

    locale = forms.ChoiceField(
        required=False,
        label="Language of the chat window",
        choices=[("", "As the page it is on"), *sorted(LOCALES.items())],
        help_text="Of buttons and notices.",
    )
    visitor_language = forms.BooleanField(required=False, label="Answer in the visitor's language")

    def __init__(self, *args: Any, base: str, **kwargs: Any) -> None:
        """`base`: slug of the model that answers."""
        super().__init__(*args, **kwargs)
        model = find(base)
        able = bool(model and len(model.languages) > 1)
        self.fields["visitor_language"].help_text = (
            f"{model.name if model else base} answers in it where it can, also from knowledge in another language. "
            if able
            else f"{model.name if model else base} answers in one language only, that of your knowledge; what the chat "
            "itself says, such as that it found no answer, is in the visitor's. "
        ) + "Off: answers stay in the language of your knowledge."


class RuleForm(forms.Form):
    """A message that the chat shows by itself."""

    text = forms.CharField(required=False, label="Message", max_length=200)
    after_seconds = forms.IntegerField(required=False, label="After seconds", min_value=0, max_value=3600)
    url_contains = forms.CharField(required=False, label="Page address contains", max_length=200)

    def clean(self) -> dict[str, Any]:
        """A rule without a message is none, so nothing else may stand in it."""
        said = super().clean() or {}
        if not said.get("text") and (said.get("after_seconds") is not None or said.get("url_contains")):
            self.add_error("text", "Write the message, or empty the whole line.")
        return said

    @property
    def rule(self) -> dict[str, object]:
        """As a session tells it: what was left empty is left out."""
        return {name: value for name, value in self.cleaned_data.items() if value not in ("", None)}


RuleFormSet = forms.formset_factory(RuleForm, extra=MOST_RULES, max_num=MOST_RULES)


def rules(rows: Mapping[str, Any] | None, known: list[dict[str, Any]]) -> Any:
    """The table of rules, filled from a POST or with those that are known."""
    return RuleFormSet(rows, initial=known, prefix="rules")
