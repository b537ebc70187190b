"""Which version answers a visitor."""

import hashlib
from uuid import UUID

from assistants.answers.compose import LIVE, Live
from assistants.models import Adapter, Assistant, Rollout


def version_for(assistant: Assistant, visitor: UUID) -> Adapter | Live:
    """The version on trial for the visitors whom it fell to, the live one for the others; in the tenant's scope."""
    rollout = running(assistant)
    return rollout.adapter if rollout and falls_to(visitor, rollout.pk, rollout.share) else LIVE


def running(assistant: Assistant) -> Rollout | None:
    """The rollout of this assistant that has not ended."""
    rows = Rollout.objects.filter(assistant=assistant, state=Rollout.State.RUNNING)
    return rows.select_related("adapter", "previous", "assistant").first()


def falls_to(visitor: UUID, rollout: UUID, share: int) -> bool:
    """True for about `share` percent of visitors: always the same ones in a rollout, others in the next."""
    digest = hashlib.sha256(rollout.bytes + visitor.bytes).digest()
    return int.from_bytes(digest[:8]) % 100 < share
