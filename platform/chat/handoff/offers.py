"""What a session's page is told of the business beside its bot."""

from datetime import datetime
from typing import Any

from assistants.models import Assistant
from chat.attachments.kinds import offer
from chat.handoff.availability import can_be_asked, hours_now
from chat.models import ChatSettings, settings_of


def offers(assistant: Assistant) -> dict[str, Any]:
    """The optional fields of `assistant` in a session (docs/architecture.md); what was never set is left out."""
    chat = settings_of(assistant)
    found = {
        "locale": chat.locale,
        "consent": chat.consent,
        "hours": _hours(hours_now(chat)),
        "contact": contact(chat),
        "proactive": chat.proactive,
        "files": offer() if chat.files else None,
    }
    return {"handoff": can_be_asked(chat)} | {name: value for name, value in found.items() if value}


def contact(chat: ChatSettings) -> dict[str, Any]:
    """`{"email"?, "url"?, "form"}`; empty when there is no way at all."""
    ways = {"email": chat.contact_email, "url": chat.contact_url}
    known = {name: value for name, value in ways.items() if value}
    return known | {"form": chat.lead_form} if known or chat.lead_form else {}


def _hours(found: tuple[bool, datetime | None] | None) -> dict[str, Any]:
    if not found:
        return {}
    is_open, changes = found
    return {"open": is_open, "next": changes.isoformat() if changes else None}
