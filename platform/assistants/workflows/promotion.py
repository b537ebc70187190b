"""Which version answers visitors."""

from django.db import transaction

from assistants import store
from assistants.errors import EngineDown, NotPromotable
from assistants.models import Adapter, Assistant, Rollout
from assistants.rollout import moves
from assistants.workflows.actors import Actor
from serving.client import EngineUnavailable, InvalidAdapter, UnknownAdapter
from tenants import audit

EVERYBODY = 100


def promote(adapter: Adapter, actor: Actor = None) -> None:
    """Makes a version live by a person's decision, whatever its exam said; for a share of visitors first, if the
    business wants that. Raises NotPromotable, EngineDown."""
    _check(adapter, adapter.assistant)
    _check_weights(adapter)
    with transaction.atomic():
        _promote(adapter, actor)


def _promote(adapter: Adapter, actor: Actor) -> None:
    if Rollout.objects.filter(adapter=adapter, state=Rollout.State.RUNNING).exists():
        raise NotPromotable(
            f"{adapter} is being tried already.", "Give it to everybody under Training, or roll it back."
        )
    share = go_live(adapter)
    audit.record("adapter.promote", adapter, actor=actor, name=adapter.name, percent=share)


def roll_back(assistant: Assistant, to: Adapter | None, actor: Actor = None) -> None:
    """Puts an earlier version back for everybody, or with None what there was before the first. Raises NotPromotable,
    EngineDown."""
    if to is not None:
        _check(to, assistant)
        _check_weights(to)
    earlier = to or "before the first version"
    with transaction.atomic():
        moves.stop(assistant.pk, Rollout.State.ROLLED_BACK, f"Rolled back to {earlier}.")
        _set_live(assistant, to)
        audit.record("adapter.roll_back", earlier, actor=actor)


@transaction.atomic
def confirm_rollout(rollout: Rollout, actor: Actor = None, reason: str = "Confirmed by hand.") -> None:
    """Ends the trial of a version: it answers everybody. Raises RolloutEnded, NotPromotable."""
    _check(rollout.adapter, rollout.assistant)
    moves.confirm(rollout, reason)
    audit.record("rollout.confirm", rollout.adapter, actor=actor, reason=reason)


@transaction.atomic
def abandon_rollout(rollout: Rollout, actor: Actor = None, reason: str = "Rolled back by hand.") -> None:
    """Ends the trial of a version: the previous one answers everybody again. Raises RolloutEnded."""
    moves.abandon(rollout, reason)
    audit.record("rollout.roll_back", rollout.adapter, actor=actor, reason=reason)


def go_live(adapter: Adapter) -> int:
    """The writes of a promotion; returns the percentage of visitors that the version answers now.

    The caller holds the transaction and writes the audit row.
    """
    adapter.state = Adapter.State.PROMOTED
    adapter.save(update_fields=["state"])
    # Read again: a training holds the assistant as it was hours ago.
    assistant = Assistant.objects.select_related("live_adapter").get(pk=adapter.assistant_id)
    if assistant.canary and assistant.live_adapter != adapter:
        moves.begin(adapter, assistant.live_adapter, assistant.canary)
        return assistant.canary
    moves.stop(assistant.pk, Rollout.State.REPLACED, f"{adapter} answers everybody.")
    _set_live(adapter.assistant, adapter)
    return EVERYBODY


def _set_live(assistant: Assistant, adapter: Adapter | None) -> None:
    Assistant.objects.filter(pk=assistant.pk).update(live_adapter=adapter)
    assistant.live_adapter = adapter


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


def _check_weights(adapter: Adapter) -> None:
    """The engine would refuse such weights, too, but only when visitors wait for an answer."""
    if not adapter.served:
        return
    try:
        store.adapters().manifest(adapter.served)
    except (InvalidAdapter, UnknownAdapter) as error:
        raise NotPromotable(
            f"{adapter} cannot answer: {error}", "Train it again, or have its files put back from a backup."
        ) from error
    except EngineUnavailable as error:
        raise EngineDown(f"{adapter} cannot be looked at: {error}", "Try again soon.") from error
