"""Writes the audit trail: call it in the transaction of the change."""

from django.contrib.auth.models import AnonymousUser, User

from tenants.models import AuditEvent


def record(verb: str, target: object = "", *, actor: User | AnonymousUser | None = None, **data: object) -> None:
    """Notes that `actor` (None: the system) did `verb` to `target`, in the scope's tenant."""
    AuditEvent.objects.create(
        actor=actor if isinstance(actor, User) else None,
        verb=verb,
        target=str(target)[:200],
        data=data,
    )
