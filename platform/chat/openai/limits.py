"""How often a program may call."""

from django.conf import settings

from chat.limits import Buckets
from tenants.models import ApiKey

_keys = Buckets(settings.API_REQUESTS_PER_MINUTE)


def may_call(key: ApiKey) -> None:
    """Raises TooMany when a key is used too fast."""
    _keys.take(str(key.pk))
