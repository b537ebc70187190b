"""Showing a report card to people outside of the business."""

import secrets

from django.contrib.auth.models import User
from django.db import transaction

from assistants.exam.share import link_token
from assistants.models import ReportCard
from assistants.workflows.actors import Actor
from tenants import audit
from tenants.errors import UserError
from tenants.models import Membership


@transaction.atomic
def share(card: ReportCard, actor: Actor) -> str:
    """Opens the card to whoever has the link, and gives the link's token. Only an owner can. Raises UserError."""
    owners = Membership.objects.filter(tenant=card.tenant_id, role=Membership.Role.OWNER)
    if not isinstance(actor, User) or not owners.filter(user=actor).exists():
        raise UserError(
            "Only the owner can share a report card.", "Ask the owner of the business.", code="owner_only", status=403
        )
    if not card.share_key:
        _turn(card, secrets.token_urlsafe(32))
        audit.record("report.share", card, actor=actor)
    return link_token(card)


@transaction.atomic
def unshare(card: ReportCard, actor: Actor) -> None:
    """Ends every link to the card for good; any member can."""
    if card.share_key:
        _turn(card, "")
        audit.record("report.unshare", card, actor=actor)


def _turn(card: ReportCard, key: str) -> None:
    card.share_key = key
    card.save(update_fields=["share_key"])
