"""A business, and the people who run its bots."""

import uuid

from django.conf import settings
from django.db import models


class Tenant(models.Model):
    """A business: the wall that no row, query or answer crosses."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=120)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name

    @property
    def cache_salt(self) -> str:
        """Keeps tenants' prefix caches apart. Adapter names share the engine's key space, hence `t-`."""
        return f"t-{self.id.hex}"


class Membership(models.Model):
    """A person's place in a business."""

    class Role(models.TextChoices):
        OWNER = "owner", "Owner"
        MEMBER = "member", "Member"

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role, default=Role.MEMBER)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "user"], name="one_membership_per_person")]

    def __str__(self) -> str:
        return f"{self.user} in {self.tenant}"
