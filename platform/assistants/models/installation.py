"""A foundation model being fetched."""

from django.db import models

from tenants.models import Job, TenantModel


class Installation(TenantModel):
    """One run of `python -m tuning.base install` for a model of the catalogue."""

    slug = models.CharField(max_length=64)
    job = models.OneToOneField(Job, on_delete=models.RESTRICT, related_name="installation")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(TenantModel.Meta):
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.slug
