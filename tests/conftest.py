"""The cast: Alice owns a business, Bob works with her, Charlie is an outsider with a business of his own."""

from collections.abc import Iterator

import pytest
from django.contrib.auth.models import User
from django.test import Client

from tenants.models import Membership, Tenant
from tenants.scope import tenant_scope
from tenants.workflows import open_tenant


def _person(name: str) -> User:
    return User.objects.create_user(name, f"{name}@example.com", "correct horse battery")


@pytest.fixture
def alice(db: None) -> User:
    return _person("alice")


@pytest.fixture
def shop(alice: User) -> Tenant:
    """Alice's business."""
    return open_tenant("Alice's shop", alice)


@pytest.fixture
def bob(shop: Tenant) -> User:
    user = _person("bob")
    Membership.objects.create(tenant=shop, user=user)
    return user


@pytest.fixture
def charlie(db: None) -> User:
    return _person("charlie")


@pytest.fixture
def other_shop(charlie: User) -> Tenant:
    """Charlie's business: nothing of it may show in Alice's, and the other way round."""
    return open_tenant("Charlie's shop", charlie)


@pytest.fixture
def in_shop(shop: Tenant) -> Iterator[Tenant]:
    """The test runs in the scope of Alice's business."""
    with tenant_scope(shop):
        yield shop


@pytest.fixture
def as_alice(alice: User, shop: Tenant) -> Client:
    client = Client()
    client.force_login(alice)
    return client


@pytest.fixture
def as_charlie(charlie: User, other_shop: Tenant) -> Client:
    client = Client()
    client.force_login(charlie)
    return client
