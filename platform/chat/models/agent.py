"""The people of a business who answer visitors."""

from django.conf import settings
from django.db import models

from tenants.models import TenantModel


class Agent(TenantModel):
    """A member as visitors see them. `seen_at` is the last sign of life of an open inbox; `away` is said by hand."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    name = models.CharField(max_length=60)
    away = models.BooleanField(default=False)
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant", "user"], name="one_agent_per_member")]

    def __str__(self) -> str:
        return self.name


class CannedAnswer(TenantModel):
    """An answer that is written once and used often: typed as `/shortcut` in the inbox."""

    shortcut = models.SlugField(max_length=40)
    text = models.TextField(max_length=2000)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(TenantModel.Meta):
        ordering = ["shortcut"]
        constraints = [models.UniqueConstraint(fields=["tenant", "shortcut"], name="one_canned_answer_per_shortcut")]

    def __str__(self) -> str:
        return f"/{self.shortcut}"
