"""What a business changes about its assistant."""

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import transaction

from assistants.catalogue import is_installed
from assistants.errors import BadSettings, BaseNotInstalled
from assistants.models import Assistant, Rollout
from assistants.rollout import moves
from assistants.workflows.actors import Actor
from tenants import audit

FIELDS = frozenset(
    {
        *("name", "persona", "style", "wording", "greeting", "suggestions", "colour", "privacy_url", "active", "base"),
        *("daily_answers", "canary", "acts"),
    }
)


@transaction.atomic
def change_assistant(assistant: Assistant, changes: Mapping[str, object], actor: Actor = None) -> Assistant:
    """Sets the named fields. Another base takes the live version down: its weights fit the old base only."""
    if unknown := sorted(set(changes) - FIELDS):
        raise BadSettings(f"{', '.join(unknown)} cannot be changed.", f"These can: {', '.join(sorted(FIELDS))}.")
    base = changes.get("base", assistant.base)
    if base != assistant.base:
        if not is_installed(str(base)):
            raise BaseNotInstalled(f"The model {base} is not installed.", "Install it on the models page first.")
        assistant.live_adapter = None
        moves.stop(assistant.pk, Rollout.State.REPLACED, f"The base model was changed to {base}.")
    for name, value in changes.items():
        setattr(assistant, name, value)
    try:
        assistant.clean_fields(exclude={field.name for field in Assistant._meta.fields} - set(changes))
    except ValidationError as error:
        raise BadSettings(" ".join(error.messages), "Correct it and save again.") from error
    assistant.save()
    audit.record("assistant.change", assistant, actor=actor, fields=sorted(changes))
    return assistant
