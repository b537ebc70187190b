"""The demo's business: signed up once, found again at each start."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace

from allauth.account.models import EmailAddress
from django.contrib.auth.models import User
from django.db import transaction

from assistants.models import Assistant
from config.demo.place import Credentials, Place, credentials_file, new_password
from knowledge.models import Source
from knowledge.workflows import add_website, remove_source
from tenants.models import ApiKey, SiteKey, Tenant
from tenants.scope import tenant_scope
from tenants.workflows import open_tenant

EMAIL = "owner@drizzlewick.example"
BUSINESS = "Drizzlewick Umbrella Works"
ASSISTANT = {
    "name": "Drip",
    "persona": "Friendly and brief.",
    "greeting": "Hello! Ask me about our umbrellas, repairs, delivery or opening hours.",
    "suggestions": [
        "How long is a frame covered by the Dry Promise?",
        "What does delivery cost?",
        "When are you open?",
    ],
    "colour": "#1f4e6b",
}


@dataclass(frozen=True)
class Business:
    """The shop's tenant, and how to get in."""

    tenant: Tenant
    owner: User
    assistant: Assistant
    credentials: Credentials


def sign_up_or_find(place: Place) -> Business:
    """The demo's business at these addresses, made if this is the first start."""
    owner = User.objects.filter(email=EMAIL).first() or _sign_up()
    tenant = Tenant.objects.get(memberships__user=owner)
    with tenant_scope(tenant):
        assistant = Assistant.objects.select_related("site_key").get()
        _allow(assistant.site_key, place.shop_url)
        credentials = replace(
            _known_credentials(owner) or _new_credentials(owner),
            url=place.url,
            shop_url=place.shop_url,
            site_key=assistant.site_key.key,
        )
    return Business(tenant, owner, assistant, credentials)


def show_website(business: Business, place: Place) -> Source:
    """The shop's website as a source; shown anew when the demo has moved to another port."""
    address = f"{place.shop_url}/"
    for source in Source.objects.filter(kind=Source.Kind.WEBSITE):
        if source.url.rstrip("/") == place.shop_url:
            return source
        remove_source(source, actor=business.owner)
    return add_website(address, actor=business.owner)


@transaction.atomic
def _sign_up() -> User:
    owner = User.objects.create_user(EMAIL, EMAIL, new_password())
    EmailAddress.objects.create(user=owner, email=EMAIL, verified=True, primary=True)
    tenant = open_tenant(BUSINESS, owner)
    with tenant_scope(tenant):
        Assistant.objects.update(**ASSISTANT)
    return owner


def _allow(site_key: SiteKey, origin: str) -> None:
    if site_key.origins != [origin]:
        site_key.origins = [origin]
        site_key.save(update_fields=["origins"])


def _known_credentials(owner: User) -> Credentials | None:
    """What the last start wrote, if it still opens the door."""
    try:
        known = Credentials(**json.loads(credentials_file().read_text()))
    except (OSError, ValueError, TypeError):
        return None
    return known if owner.check_password(known.password) and ApiKey.of_secret(known.api_key) else None


def _new_credentials(owner: User) -> Credentials:
    password = new_password()
    owner.set_password(password)
    owner.save(update_fields=["password"])
    for old in ApiKey.objects.filter(name="demo", revoked_at=None):
        old.revoke()
    _, api_key = ApiKey.issue("demo")
    return Credentials(url="", shop_url="", email=EMAIL, password=password, site_key="", api_key=api_key)
