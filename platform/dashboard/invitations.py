"""An invitation is a signed link: nothing is stored, and it says nothing about who has an account."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib.auth.models import User
from django.core import signing
from django.db import transaction

from chat.handoff.moves import release
from tenants import audit
from tenants.errors import UserError
from tenants.models import Membership, Tenant
from tenants.scope import tenant_scope

SALT = "botwright.invitation"
DAYS = 7


@dataclass(frozen=True)
class Invitation:
    """Lets one business be joined for DAYS days, while the member who made it belongs to it."""

    tenant: Tenant

    @staticmethod
    def write(tenant: Tenant, host: User) -> str:
        """The token of a new invitation."""
        return signing.dumps({"tenant": str(tenant.pk), "host": host.pk}, salt=SALT, compress=True)

    @classmethod
    def read(cls, token: str) -> "Invitation":
        """The invitation of a token. Raises UserError if it is not ours, too old, or its host has left."""
        try:
            data = signing.loads(token, salt=SALT, max_age=DAYS * 86400)
            tenant = Tenant.objects.get(pk=UUID(data["tenant"]), memberships__user_id=data["host"])
        except (signing.BadSignature, Tenant.DoesNotExist):
            raise UserError(
                "This invitation is no longer valid.", "Ask the person who sent it for a new one.", code="invitation"
            ) from None
        return cls(tenant)

    def accept(self, user: User) -> None:
        """Makes the person a member; joining twice changes nothing."""
        with transaction.atomic(), tenant_scope(self.tenant):
            _, joined = Membership.objects.get_or_create(tenant=self.tenant, user=user)
            if joined:
                audit.record("member.join", user.email, actor=user)


def remove(membership: Membership, actor: User) -> None:
    """Ends a membership, in the scope of its tenant. Raises UserError for the owner's."""
    if membership.role == Membership.Role.OWNER:
        raise UserError("The owner cannot be removed.", "Remove other members instead.", code="owner_stays")
    with transaction.atomic():
        membership.delete()
        release(membership.tenant, membership.user)
        audit.record("member.remove", membership.user.email, actor=actor)
