"""Which version answers a visitor."""

import hashlib
from uuid import UUID

from django.db.models import QuerySet

from assistants.answers.compose import LIVE, Live
from assistants.models import Adapter, Assistant, Rollout
from tenants.models import only


def version_for(assistant: Assistant, visitor: UUID) -> Adapter | Live:
    """The version on trial for the visitors whom it fell to, the live one for the others; in the tenant's scope."""
    # Of every question: three columns, not the four wide rows of `running`.
    for rollout, share, adapter in _running(assistant).values_list("pk", "share", "adapter"):
        if falls_to(visitor, rollout, share):
            return Adapter.objects.get(pk=adapter)
    return LIVE


def running(assistant: Assistant) -> Rollout | None:
    """The rollout of this assistant that has not ended."""
    return only(_running(assistant).select_related("adapter", "previous", "assistant"))


def _running(assistant: Assistant) -> QuerySet[Rollout]:
    return Rollout.objects.filter(assistant=assistant, state=Rollout.State.RUNNING)


def falls_to(visitor: UUID, rollout: UUID, share: int) -> bool:
    """True for about `share` percent of visitors: always the same ones in a rollout, others in the next."""
    digest = hashlib.sha256(rollout.bytes + visitor.bytes).digest()
    return int.from_bytes(digest[:8]) % 100 < share
