"""The knowledge as it was when a dataset was made."""

from django.db import models

from assistants.models.dataset import Dataset
from tenants.models import TenantModel


class Snapshot(TenantModel):
    """`passages`: {a passage's id: a short hash of its words}, in hex."""

    dataset = models.OneToOneField(Dataset, on_delete=models.CASCADE, related_name="snapshot")
    passages = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"Knowledge of {self.dataset}"
