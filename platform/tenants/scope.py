"""The tenant that the running code works for.

A query on a tenant's rows outside a scope raises: forgetting the scope is an error at once, never a leak.
The scope is a context variable, so it follows `await` and `sync_to_async` and never crosses tasks.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tenants.models import Tenant

_current: ContextVar[Tenant | None] = ContextVar("tenant", default=None)


class NoTenantScope(RuntimeError):
    """A tenant's rows were asked for outside `tenant_scope(...)`."""


@contextmanager
def tenant_scope(tenant: Tenant) -> Iterator[Tenant]:
    """Queries inside see the rows of `tenant` only, and new rows belong to it."""
    token = _current.set(tenant)
    try:
        yield tenant
    finally:
        _current.reset(token)


def current_tenant() -> Tenant:
    """The tenant of the scope. Raises NoTenantScope outside one."""
    tenant = _current.get()
    if tenant is None:
        raise NoTenantScope("No tenant scope: wrap this in `with tenant_scope(tenant):`.")
    return tenant


def tenant_in_scope() -> Tenant | None:
    """The tenant of the scope, or None outside one: for what works below the managers."""
    return _current.get()
