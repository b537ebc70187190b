"""A tenant's rows are out of reach without its scope."""

import pytest
from django.apps import apps

from tenants.models import ApiKey, SiteKey, Tenant, TenantManager, TenantModel
from tenants.scope import NoTenantScope, tenant_scope


def test_a_query_outside_a_scope_raises(shop: Tenant) -> None:
    with pytest.raises(NoTenantScope):
        ApiKey.objects.count()


def test_a_row_cannot_be_saved_outside_a_scope(shop: Tenant) -> None:
    with pytest.raises(NoTenantScope):
        SiteKey(origins=[]).save()


def test_a_scope_shows_one_tenants_rows_only(shop: Tenant, other_shop: Tenant) -> None:
    with tenant_scope(shop):
        key, _ = ApiKey.issue("crm")
    with tenant_scope(other_shop):
        assert not ApiKey.objects.filter(pk=key.pk).exists()
    with tenant_scope(shop):
        assert ApiKey.objects.get() == key


def test_a_scope_ends_with_its_block(shop: Tenant) -> None:
    with tenant_scope(shop):
        ApiKey.objects.count()
    with pytest.raises(NoTenantScope):
        ApiKey.objects.count()


def test_every_model_with_a_tenant_is_fail_closed() -> None:
    ours = {"tenants", "knowledge", "assistants", "chat"}
    for model in apps.get_models():
        if model._meta.app_label in ours and model.__name__ not in {"Tenant", "Membership"}:
            assert issubclass(model, TenantModel), model
            assert isinstance(model.objects, TenantManager), model
