"""Alice's business, furnished."""

import pytest
from django.conf import LazySettings
from django.contrib.auth.models import User

from tenants.models import Tenant
from tests.dashboard.furnish import House, furnish


@pytest.fixture(autouse=True)
def _quick_passwords(settings: LazySettings) -> None:
    """The cast signs in a thousand times here; a slow hash would be most of the time spent."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def house(_quick_passwords: None, shop: Tenant, alice: User) -> House:
    return furnish(shop, alice)
