"""What every tenant-owned row shares: its owner, its id, and managers that refuse to work without a scope."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar, Self, TypeVar

from django.db import models

from tenants.scope import current_tenant

M = TypeVar("M", bound=models.Model, covariant=True)


class TenantManager(models.Manager[M]):
    """Sees the rows of the scope's tenant only; raises NoTenantScope outside a scope."""

    def get_queryset(self) -> models.QuerySet[M]:
        return super().get_queryset().filter(tenant=current_tenant())


def only(rows: models.QuerySet[M]) -> M | None:
    """The row of a query that finds one at most; `first()` would sort it, which takes Django longer than the query."""
    return next(iter(rows.order_by()[:1]), None)


class TenantModel(models.Model):
    """A row that belongs to one tenant.

    `objects` is the scoped manager. `across_tenants` is the named way out, for looking up a credential, for the job
    runner and for sweeps. Related managers (`tenant.jobs`) start from a row already fetched and need no scope.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    tenant = models.ForeignKey("tenants.Tenant", on_delete=models.CASCADE, related_name="+", editable=False)

    across_tenants: ClassVar[models.Manager[Self]] = models.Manager()
    objects: ClassVar[TenantManager[Self]] = TenantManager()

    class Meta:
        abstract = True
        base_manager_name = "across_tenants"
        default_manager_name = "across_tenants"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.tenant_id is None:
            self.tenant = current_tenant()
        super().save(*args, **kwargs)
