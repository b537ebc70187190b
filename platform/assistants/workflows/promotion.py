"""Which version answers visitors."""

from django.db import transaction

from assistants.errors import NotPromotable
from assistants.models import Adapter, Assistant
from assistants.workflows.actors import Actor
from tenants import audit


@transaction.atomic
def promote(adapter: Adapter, actor: Actor = None) -> None:
    """Makes a version live by a person's decision, whatever its exam said."""
    _check(adapter, adapter.assistant)
    go_live(adapter)
    audit.record("adapter.promote", adapter, actor=actor, name=adapter.name)


@transaction.atomic
def roll_back(assistant: Assistant, to: Adapter | None, actor: Actor = None) -> None:
    """Puts an earlier version back, or with None what there was before the first."""
    if to is not None:
        _check(to, assistant)
    Assistant.objects.filter(pk=assistant.pk).update(live_adapter=to)
    assistant.live_adapter = to
    audit.record("adapter.roll_back", to or "before the first version", actor=actor)


def go_live(adapter: Adapter) -> None:
    """The writes of a promotion; the caller holds the transaction and writes the audit row."""
    adapter.state = Adapter.State.PROMOTED
    adapter.save(update_fields=["state"])
    Assistant.objects.filter(pk=adapter.assistant_id).update(live_adapter=adapter)
    adapter.assistant.live_adapter = adapter


def _check(adapter: Adapter, assistant: Assistant) -> None:
    if adapter.assistant_id != assistant.pk:
        raise NotPromotable(f"{adapter} belongs to another assistant.", "Choose one of this assistant's versions.")
    if adapter.training.base != assistant.base:
        raise NotPromotable(
            f"{adapter} was trained on {adapter.training.base}, the assistant now uses {assistant.base}.",
            "Train it again on the new model, or go back to the old model first.",
        )
    if adapter.state == Adapter.State.CANDIDATE and not adapter.training.job.finished:
        raise NotPromotable(f"{adapter} is still being examined.", "Wait for its report card.")
