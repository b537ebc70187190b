"""How often a program may call."""

from django.conf import settings

from chat.limits import Rate, spend
from tenants.models import ApiKey


async def may_call(key: ApiKey) -> None:
    """Raises TooMany when a key is used too fast."""
    await spend(Rate("key", str(key.pk), settings.API_REQUESTS_PER_MINUTE))
