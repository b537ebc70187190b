"""Credentials: a secret key for programs, and a public one for a website."""

from __future__ import annotations

import hashlib
import secrets
from typing import Self
from urllib.parse import urlsplit

from django.db import models
from django.utils import timezone

from tenants.models.base import TenantModel


def _site_key() -> str:
    return f"pk_{secrets.token_urlsafe(18)}"


class ApiKey(TenantModel):
    """A program's key. Only its SHA-256 is stored: 256 bits of randomness need no slow hash."""

    name = models.CharField(max_length=80)
    prefix = models.CharField(max_length=12)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"

    @classmethod
    def issue(cls, name: str) -> tuple[Self, str]:
        """A new key of the scope's tenant, and its secret, which is shown this once."""
        secret = f"sk_{secrets.token_urlsafe(32)}"
        return cls.objects.create(name=name, prefix=secret[:8], digest=cls._digest(secret)), secret

    @classmethod
    def of_secret(cls, secret: str) -> Self | None:
        """The live key that this secret opens, or None."""
        key = cls.across_tenants.select_related("tenant").filter(digest=cls._digest(secret), revoked_at=None).first()
        if key:
            cls.across_tenants.filter(pk=key.pk).update(last_used_at=timezone.now())
        return key

    def revoke(self) -> None:
        """Closes the key for good."""
        self.revoked_at = timezone.now()
        self.save(update_fields=["revoked_at"])

    @staticmethod
    def _digest(secret: str) -> str:
        return hashlib.sha256(secret.encode()).hexdigest()


class SiteKey(TenantModel):
    """A website's public key: it names the bot and says on which origins it may appear."""

    key = models.CharField(max_length=40, unique=True, default=_site_key, editable=False)
    origins = models.JSONField(default=list, help_text="Allowed origins, such as https://shop.example")
    created_at = models.DateTimeField(auto_now_add=True)
    seen_at = models.DateTimeField(null=True, blank=True)
    seen_on = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return self.key

    def allows(self, origin: str) -> bool:
        """True if the widget may run on `origin` (scheme, host and port, compared exactly)."""
        return normal_origin(origin) in {normal_origin(allowed) for allowed in self.origins}

    def saw(self, origin: str) -> None:
        """Notes that the widget called from `origin`: the install check reads this."""
        self.seen_at, self.seen_on = timezone.now(), origin[:300]
        self.save(update_fields=["seen_at", "seen_on"])


def normal_origin(address: str) -> str:
    """`scheme://host[:port]` of an address, lower case, default ports left out; empty if it is not http(s)."""
    try:
        parts = urlsplit(address.strip())
        port = parts.port
    except ValueError:
        return ""
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        return ""
    default = {"http": 80, "https": 443}[parts.scheme]
    return f"{parts.scheme}://{parts.hostname}" + (f":{port}" if port and port != default else "")
