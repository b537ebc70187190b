"""What a business signs its statements about visitors with."""

from datetime import timedelta

from django.db import models
from django.utils import timezone
from django.utils.crypto import salted_hmac

from assistants.models import Assistant
from tenants.models import TenantModel

USED_EVERY = timedelta(minutes=1)


class IdentityKey(TenantModel):
    """A key of the business's server. Several may be live at once, so that one can follow the other.

    A shared secret is not stored: it is derived from the installation's secret and the row's id, so a copy of the
    database forges nobody.
    """

    class Algorithm(models.TextChoices):
        HS256 = "HS256", "Shared secret (HS256)"
        RS256 = "RS256", "Public key (RS256)"

    assistant = models.ForeignKey(Assistant, on_delete=models.CASCADE, related_name="identity_keys")
    algorithm = models.CharField(max_length=5, choices=Algorithm)
    public_key = models.TextField(blank=True, help_text="PEM; empty for a shared secret")
    created_at = models.DateTimeField(auto_now_add=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.algorithm} key {self.pk.hex[:8]}"

    @property
    def secret(self) -> str:
        """What the business's server signs with; only for HS256."""
        return f"ik_{salted_hmac('chat.identity', self.pk.hex, algorithm='sha256').hexdigest()}"

    @property
    def verifies_with(self) -> str:
        """The key for checking a signature."""
        return self.public_key if self.algorithm == self.Algorithm.RS256 else self.secret

    def used(self) -> None:
        """Notes that a statement was signed with it, about once a minute."""
        now = timezone.now()
        if self.last_used_at is None or self.last_used_at < now - USED_EVERY:
            self.last_used_at = now
            self.save(update_fields=["last_used_at"])
