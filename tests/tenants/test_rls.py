"""PostgreSQL keeps tenants apart below the managers."""

from uuid import uuid4

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import ProgrammingError, connection, transaction

from tenants import rls
from tenants.jobs import enqueue
from tenants.models import Job, Tenant
from tenants.scope import tenant_scope

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no row-level security"),
]


@pytest.fixture
def jobs(shop: Tenant, other_shop: Tenant) -> None:
    """Two of Alice's, one of Charlie's."""
    for tenant in (shop, shop, other_shop):
        with tenant_scope(tenant):
            enqueue("test.note", uuid4())


def _count() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM tenants_job")
        return int(cursor.fetchone()[0])


def test_every_table_of_tenants_is_protected(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(rls.UNPROTECTED, [rls.tables()])
        assert cursor.fetchall() == []
    assert {"tenants_job", "chat_message", "knowledge_passage"} < set(rls.tables())


def test_in_a_scope_no_statement_sees_another_tenants_rows(jobs: None, shop: Tenant, other_shop: Tenant) -> None:
    for tenant, count in ((shop, 2), (other_shop, 1)):
        with tenant_scope(tenant):
            assert _count() == Job.across_tenants.count() == count
    assert _count() == Job.across_tenants.count() == 3


def test_in_a_scope_no_statement_changes_another_tenants_rows(jobs: None, shop: Tenant, other_shop: Tenant) -> None:
    with tenant_scope(shop):
        assert Job.across_tenants.filter(tenant=other_shop).update(error="x") == 0
        with pytest.raises(ProgrammingError, match="row-level security"):
            Job.across_tenants.update(tenant=other_shop)


def test_the_scope_may_change_within_a_transaction_and_across_savepoints(
    jobs: None, shop: Tenant, other_shop: Tenant
) -> None:
    with transaction.atomic(), tenant_scope(shop):
        assert _count() == 2
        with transaction.atomic(), tenant_scope(other_shop):
            assert _count() == 1
            transaction.set_rollback(True)
        assert _count() == 2


def test_a_transaction_that_failed_can_be_left(jobs: None, shop: Tenant) -> None:
    with transaction.atomic(), tenant_scope(shop):
        with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT nothing FROM nowhere")
        assert _count() == 2


def test_nothing_is_carried_over_to_the_next_transaction(jobs: None, shop: Tenant) -> None:
    with tenant_scope(shop):
        assert _count() == 2
    # Below Django, so that nobody says whose rows these are.
    assert connection.connection.execute("SELECT count(*) FROM tenants_job").fetchone() == (0,)


def test_who_owns_the_tables_may_not_serve(db: None) -> None:
    with pytest.raises(ImproperlyConfigured, match="owns tables"):
        rls.refuse_bypass()
