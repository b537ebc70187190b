"""The beginning and the ends of a rollout. The caller holds the transaction and writes the audit row."""

from typing import Final
from uuid import UUID

from django.utils import timezone

from assistants.errors import RolloutEnded
from assistants.models import Adapter, Assistant, Rollout
from tenants.jobs import enqueue

REVIEW: Final = "rollout.review"
ATTEMPTS = 10


def begin(adapter: Adapter, previous: Adapter | None, share: int) -> Rollout:
    """Lets `share` percent of the visitors try a version, in the place of one that is being tried already."""
    stop(adapter.assistant_id, Rollout.State.REPLACED, f"{adapter} took its place.")
    rollout = Rollout.objects.create(assistant_id=adapter.assistant_id, adapter=adapter, previous=previous, share=share)
    enqueue(REVIEW, rollout.pk, max_attempts=ATTEMPTS)
    return rollout


def confirm(rollout: Rollout, reason: str) -> None:
    """Everybody is answered by the new version from now on. Raises RolloutEnded if it has ended meanwhile."""
    _end(rollout, Rollout.State.CONFIRMED, reason)
    Assistant.objects.filter(pk=rollout.assistant_id).update(live_adapter=rollout.adapter)


def abandon(rollout: Rollout, reason: str) -> None:
    """Everybody is answered by the previous version again. Raises RolloutEnded if it has ended meanwhile."""
    _end(rollout, Rollout.State.ROLLED_BACK, reason)


def stop(assistant: UUID, state: Rollout.State, reason: str) -> None:
    """Ends what runs, if anything does. `assistant`: its id."""
    for rollout in Rollout.objects.filter(assistant=assistant, state=Rollout.State.RUNNING):
        _end(rollout, state, reason)


def _end(rollout: Rollout, state: Rollout.State, reason: str) -> None:
    going = Rollout.objects.filter(pk=rollout.pk, state=Rollout.State.RUNNING)
    if not going.update(state=state, reason=reason, ended_at=timezone.now()):
        raise RolloutEnded(f"The trial of {rollout.adapter} has ended already.", "Reload the page to see how.")
