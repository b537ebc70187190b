"""What every template of the dashboard draws with."""

from typing import Any

from django import template
from django.forms import BoundField, CheckboxInput
from django.templatetags.static import static
from django.utils.html import format_html, json_script
from django.utils.safestring import SafeString

from chat.models import Message

register = template.Library()


@register.simple_tag
def icon(name: str, cls: str = "icon") -> SafeString:
    """One symbol of the sprite, hidden from assistive technology: the text beside it says what it means."""
    return format_html(
        '<svg class="{}" aria-hidden="true"><use href="{}#{}"/></svg>', cls, static("dashboard/icons.svg"), name
    )


@register.inclusion_tag("dashboard/parts/field.html")
def field(bound: BoundField, label: str = "") -> dict[str, Any]:
    """A form field with its label, help and errors, tied together for assistive technology."""
    described = [f"{bound.auto_id}-help"] if bound.help_text else []
    described += [f"{bound.auto_id}-error"] if bound.errors else []
    attrs: dict[str, str | bool] = {"aria-describedby": " ".join(described)} if described else {}
    if bound.errors:
        attrs["aria-invalid"] = "true"
    return {
        "bound": bound,
        "label": label or bound.label,
        "control": bound.as_widget(attrs=attrs),
        "check": isinstance(bound.field.widget, CheckboxInput),
    }


@register.inclusion_tag("dashboard/parts/state.html")
def state(value: str, label: str = "") -> dict[str, str]:
    """A state as a coloured badge; the word carries the meaning, the colour only helps."""
    tone = next((tone for tone, states in TONES.items() if value in states), "idle")
    return {"tone": tone, "label": label or value.replace("_", " ").capitalize()}


@register.simple_tag
def sources_data(message: Message) -> SafeString:
    """An answer's sources as JSON beside it, for the widget's renderer."""
    return json_script(message.sources, f"sources-{message.pk}")


@register.simple_tag
def bar(share: float, strong: bool = True) -> SafeString:
    """A share from 0 to 1 as a small bar; the figure beside it says the same in words."""
    width = max(0.0, min(share, 1.0)) * 100
    return format_html(
        '<svg class="bar{}" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">'
        '<rect width="{}" height="8"/></svg>',
        "" if strong else " idle",
        round(width, 1),
    )


TONES = {
    "good": {"ready", "read", "succeeded", "promoted", "approved", "live", "done", "up", "active"},
    "busy": {"reading", "running", "streaming", "candidate"},
    "warn": {"duplicate", "skipped", "proposed", "interrupted", "stopped", "off"},
    "bad": {"failed", "rejected", "down", "revoked"},
}


@register.filter
def percent(share: float | None) -> str:
    """A share from 0 to 1 as whole percent."""
    return "–" if share is None else f"{share * 100:.0f} %"


@register.filter
def seconds(milliseconds: float | None) -> str:
    """Milliseconds as people read them."""
    if milliseconds is None:
        return "–"
    return f"{milliseconds:.0f} ms" if milliseconds < 1000 else f"{milliseconds / 1000:.1f} s"


@register.filter
def duration(total: float | None) -> str:
    """Seconds as a length of time in words."""
    if total is None:
        return "–"
    minutes, rest = divmod(round(total), 60)
    return f"{minutes} min {rest:02d} s" if minutes else f"{rest} s"


@register.filter
def big(number: int) -> str:
    """A count of parameters as one writes it: 135 M, 1.7 B."""
    if number < 10**9:
        return f"{number / 10**6:.0f} M"
    return f"{number / 10**9:.1f}".removesuffix(".0") + " B"
