"""Messages that visitors leave: read, stored, mailed, exported."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from assistants.words import storable
from chat import bodies
from chat.errors import BadRequest, TooMany
from chat.handoff.errors import FormOff
from chat.models import Lead, settings_of
from chat.session import Session
from knowledge.reading.cells import written
from tenants.jobs import enqueue

LEAD_MAIL = "chat.lead_mail"
MOST, WITHIN = 3, timedelta(hours=1)
LONGEST_NAME, LONGEST_EMAIL = 120, 254
COLUMNS = ("when (UTC)", "name", "email", "text", "page", "consent")


@dataclass(frozen=True)
class Note:
    """What a visitor wrote."""

    name: str
    email: str
    text: str


def read(body: dict[str, Any]) -> Note:
    """The body of a call, checked. Raises BadRequest, TooLong."""
    email, name = (" ".join(storable(str(body.get(field) or "")).split()) for field in ("email", "name"))
    try:
        validate_email(email[: LONGEST_EMAIL + 1])
    except ValidationError:
        raise BadRequest("This is not an e-mail address.", "Write it like you@example.com.", code="email") from None
    return Note(name[:LONGEST_NAME], email, bodies.question(body))


@transaction.atomic
def leave(session: Session, note: Note) -> Lead:
    """Stores a message and has it mailed, in the scope's tenant. Raises FormOff, TooMany."""
    chat = settings_of(session.assistant)
    if not chat.lead_form:
        raise FormOff
    recent = Lead.objects.filter(visitor=session.visitor, created_at__gt=timezone.now() - WITHIN)
    if recent.count() >= MOST:
        raise TooMany(int(WITHIN.total_seconds()))
    lead = Lead.objects.create(
        assistant=session.assistant,
        conversation=session.conversation(),
        visitor=session.visitor,
        name=note.name,
        email=note.email,
        text=note.text,
        consent=chat.consent,
        origin=session.claims.origin,
    )
    enqueue(LEAD_MAIL, lead.pk, max_attempts=5)
    return lead


def as_csv(leads: Iterable[Lead]) -> str:
    """The messages under a header."""
    return written([COLUMNS, *map(_cells, leads)])


def _cells(lead: Lead) -> list[str]:
    when = f"{lead.created_at:%Y-%m-%d %H:%M}"
    return [when, lead.name, lead.email, lead.text, lead.origin, lead.consent]
