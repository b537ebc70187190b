"""Opening a business's place."""

from django.contrib.auth.models import User
from django.db import transaction

from tenants import audit
from tenants.models import Membership, Tenant
from tenants.scope import tenant_scope
from tenants.signals import tenant_opened


@transaction.atomic
def open_tenant(name: str, owner: User | None) -> Tenant:
    """A new, isolated tenant, filled by what listens to `tenant_opened`. Without `owner` nobody can sign in to it."""
    tenant = Tenant.objects.create(name=name)
    with tenant_scope(tenant):
        if owner is not None:
            Membership.objects.create(tenant=tenant, user=owner, role=Membership.Role.OWNER)
        audit.record("tenant.open", tenant.name, actor=owner)
        tenant_opened.send(Tenant, tenant=tenant, actor=owner)
    return tenant
