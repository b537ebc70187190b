"""Row-level security on PostgreSQL, under the managers: the database itself keeps tenants apart.

Every table of a tenant-owned model has one policy: a row is seen and written by the tenant that the setting
`botwright.tenant` names. The setting is made anew in each transaction (`SET LOCAL`, so a pooled connection carries
nothing over) from the scope of the code that asks. Outside a scope, where only the named way out `across_tenants` gets
past the managers, it is `*`. A session that sets nothing sees nothing.
"""

from collections.abc import Callable
from typing import Any
from weakref import WeakKeyDictionary

from django.apps import AppConfig, apps
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, connections, transaction
from django.db.backends.base.base import NO_DB_ALIAS, BaseDatabaseWrapper
from psycopg.pq import TransactionStatus

from tenants.models import TenantModel
from tenants.scope import tenant_in_scope

SETTING = "botwright.tenant"
EVERYBODY = "*"
# What ends or mends a transaction runs also where it has failed, and may undo the setting.
_BOUNDARIES = ("SAVEPOINT", "RELEASE", "ROLLBACK")

# What the running transaction of each connection was told.
_settings: WeakKeyDictionary[BaseDatabaseWrapper, str] = WeakKeyDictionary()

UNPROTECTED = """
    SELECT relname FROM pg_class WHERE relname = ANY(%s) AND relkind = 'r' AND NOT (
        relrowsecurity AND relforcerowsecurity
        AND EXISTS (SELECT 1 FROM pg_policy WHERE polrelid = pg_class.oid AND polname = 'tenant'))
"""
PROTECT = """
    ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
    ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
    DROP POLICY IF EXISTS tenant ON {table};
    CREATE POLICY tenant ON {table} USING (current_setting('botwright.tenant', true) IN ('*', tenant_id::text));
"""
GRANT = """
    GRANT USAGE ON SCHEMA public TO {role};
    GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role};
    GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role};
"""
CLOSED = """
    SELECT count(*) FROM pg_class WHERE relname = ANY(%s) AND relkind = 'r' AND NOT has_table_privilege(oid, 'INSERT')
"""
BYPASSES = """
    SELECT rolname, rolsuper OR rolbypassrls, EXISTS (
        SELECT 1 FROM pg_class WHERE relname = ANY(%s) AND relkind = 'r' AND pg_has_role(relowner, 'USAGE'))
    FROM pg_roles WHERE rolname = current_user
"""


def tables() -> list[str]:
    """The tables whose rows belong to tenants."""
    return sorted(model._meta.db_table for model in apps.get_models() if issubclass(model, TenantModel))


def protect(sender: AppConfig, using: str, **_: Any) -> None:
    """After migrations: gives each new table its policy, and DATABASE_ROLE its rights."""
    target = connections[using]
    if target.vendor != "postgresql":
        return
    with target.cursor() as cursor:
        cursor.execute(UNPROTECTED, [tables()])
        for (table,) in cursor.fetchall():
            cursor.execute(PROTECT.format(table=target.ops.quote_name(table)))
        if settings.DATABASE_ROLE:
            cursor.execute(GRANT.format(role=target.ops.quote_name(settings.DATABASE_ROLE)))


def bind(connection: BaseDatabaseWrapper, **_: Any) -> None:
    """A new connection: whatever it executes is told the tenant. (Without a database, there is nothing to see.)"""
    known = connection.alias == NO_DB_ALIAS or _told in connection.execute_wrappers
    if connection.vendor == "postgresql" and not known:
        connection.execute_wrappers.append(_told)


def refuse_bypass() -> None:
    """Raises ImproperlyConfigured when this process's role could see past the policies. For processes that serve."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute(BYPASSES, [tables()])
        role, bypasses, owns = cursor.fetchone()
    if bypasses or owns:
        why = "is a superuser or has BYPASSRLS" if bypasses else "owns tables of tenants"
        raise ImproperlyConfigured(
            f"The database role {role} {why}, so row-level security would not hold it. Use that role for migrations "
            "only, and put a role that owns nothing into DATABASE_URL (docs/scaling.md)."
        )


def closed_tables() -> int:
    """How many tables this process's role may not write into yet: those that `protect` has still to come to."""
    if connection.vendor != "postgresql":
        return 0
    with connection.cursor() as cursor:
        cursor.execute(CLOSED, [tables()])
        return int(cursor.fetchone()[0])


def _told(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
    target: BaseDatabaseWrapper = context["connection"]
    if str(sql).startswith(_BOUNDARIES):
        _settings.pop(target, None)
        return execute(sql, params, many, context)
    if target.in_atomic_block or not target.get_autocommit():
        _tell(target)
        return execute(sql, params, many, context)
    # `SET LOCAL` needs a transaction: outside one, a statement gets its own.
    with transaction.atomic(using=target.alias):
        _tell(target)
        return execute(sql, params, many, context)


def _tell(target: BaseDatabaseWrapper) -> None:
    tenant = tenant_in_scope()
    said = str(tenant.pk) if tenant else EVERYBODY
    begun = target.connection.info.transaction_status != TransactionStatus.IDLE
    if not (begun and _settings.get(target) == said):
        target.connection.execute("SELECT set_config(%s, %s, true)", [SETTING, said])
        _settings[target] = said
