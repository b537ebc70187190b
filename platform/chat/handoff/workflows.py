"""What a business sets up around people: when somebody is there, how to be reached, answers to use again."""

from collections.abc import Mapping

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction

from assistants.models import Assistant
from chat.errors import BadRequest
from chat.handoff import bell
from chat.handoff.availability import agent_of
from chat.handoff.errors import AlreadyThere
from chat.models import CannedAnswer, ChatSettings, Lead, settings_of
from tenants import audit


@transaction.atomic
def change_chat(assistant: Assistant, changes: Mapping[str, object], actor: User) -> ChatSettings:
    """Sets the named fields, in the scope of the assistant's tenant. Raises BadRequest."""
    chat = settings_of(assistant)
    for name, value in changes.items():
        setattr(chat, name, value)
    try:
        chat.clean_fields(exclude={field.name for field in ChatSettings._meta.fields} - set(changes))
    except ValidationError as error:
        raise BadRequest(" ".join(error.messages), "Correct it and save again.") from error
    chat.save()
    audit.record("chat.change", assistant, actor=actor, fields=sorted(changes))
    return chat


@transaction.atomic
def keep_canned(shortcut: str, text: str, actor: User, known: CannedAnswer | None = None) -> CannedAnswer:
    """Writes a canned answer, or writes `known` anew. Raises AlreadyThere."""
    others = CannedAnswer.objects.filter(shortcut=shortcut)
    if (others.exclude(pk=known.pk) if known else others).exists():
        raise AlreadyThere(f"There is an answer /{shortcut} already.", "Change that one, or choose another shortcut.")
    kept = known or CannedAnswer()
    kept.shortcut, kept.text = shortcut, text
    kept.save()
    audit.record("canned.keep", kept, actor=actor)
    return kept


@transaction.atomic
def remove_canned(canned: CannedAnswer, actor: User) -> None:
    """Removes it from all inboxes."""
    audit.record("canned.remove", canned, actor=actor)
    canned.delete()


@transaction.atomic
def remove_lead(lead: Lead, actor: User) -> None:
    """Forgets a visitor's message and address. The audit trail keeps neither."""
    audit.record("lead.remove", lead.pk, actor=actor)
    lead.delete()


@transaction.atomic
def rename_agent(user: User, name: str) -> None:
    """Changes the name under which visitors see a member."""
    agent = agent_of(user)
    agent.name = name
    agent.save(update_fields=["name"])
    bell.ring_inboxes(agent.tenant)
