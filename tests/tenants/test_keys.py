"""Keys open their own tenant, and nothing once they are revoked."""

import pytest

from tenants.models import ApiKey, SiteKey, Tenant
from tenants.models.keys import normal_origin


def test_a_key_is_found_by_its_secret_and_the_secret_is_not_stored(in_shop: Tenant) -> None:
    key, secret = ApiKey.issue("crm")
    assert ApiKey.of_secret(secret) == key
    assert secret not in str(ApiKey.objects.values().get())


def test_a_revoked_key_opens_nothing(in_shop: Tenant) -> None:
    key, secret = ApiKey.issue("crm")
    key.revoke()
    assert ApiKey.of_secret(secret) is None


@pytest.mark.parametrize(
    ("address", "origin"),
    [
        ("https://Shop.Example/cart?x=1", "https://shop.example"),
        ("https://shop.example:443", "https://shop.example"),
        ("http://127.0.0.1:8002/", "http://127.0.0.1:8002"),
        ("javascript:alert(1)", ""),
        ("shop.example", ""),
        ("http://[", ""),
        ("null", ""),
    ],
)
def test_origins_are_compared_in_one_form(address: str, origin: str) -> None:
    assert normal_origin(address) == origin


def test_a_site_key_allows_its_own_origins_only(in_shop: Tenant) -> None:
    key = SiteKey.objects.create(origins=["https://shop.example"])
    assert key.allows("https://shop.example")
    assert not key.allows("http://shop.example")
    assert not key.allows("https://shop.example.evil.example")
    assert not key.allows("null")
