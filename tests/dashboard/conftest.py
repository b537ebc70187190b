"""Alice's business, furnished."""

import pytest
from django.contrib.auth.models import User

from tenants.models import Tenant
from tests.dashboard.furnish import House, furnish


@pytest.fixture
def house(shop: Tenant, alice: User) -> House:
    return furnish(shop, alice)
