"""What a new business finds: its first assistant, with the key of its website."""

from django.dispatch import receiver

from assistants.models import Assistant
from tenants.models import SiteKey, Tenant
from tenants.signals import tenant_opened


@receiver(tenant_opened)
def make_first_assistant(tenant: Tenant, **_: object) -> None:
    """The assistant is live at once: it answers from whatever knowledge there is."""
    Assistant.objects.create(site_key=SiteKey.objects.create())
