"""Rates of calls, and what each is counted by."""

import math
from dataclasses import dataclass

from django.conf import settings

from chat.errors import TooMany
from chat.limits.memory import memory


@dataclass(frozen=True)
class Rate:
    """At most `per_minute` calls of `key`; 0: as many as it likes. `name` keeps different rates apart."""

    name: str
    key: str
    per_minute: int

    async def refused_for(self, share: float = 1.0) -> float:
        """Takes a token of the rate, or of this share of it; returns 0, or the seconds until there is one."""
        if not self.per_minute:
            return 0.0
        bucket = f"{self.name}:{share:g}:{self.key}"
        return await memory().take(bucket, self.per_minute * share)


async def spend(*rates: Rate) -> None:
    """Takes a token of each. Raises TooMany with the seconds until there is one again."""
    for rate in rates:
        if wait := await rate.refused_for():
            raise TooMany(math.ceil(wait))


def of_visitor(visitor: str) -> Rate:
    """Questions of one visitor."""
    return Rate("visitor", visitor, settings.CHAT_VISITOR_MESSAGES_PER_MINUTE)


def of_address(network: str) -> Rate:
    """Questions from one address."""
    return Rate("address", network, settings.CHAT_ADDRESS_MESSAGES_PER_MINUTE)


def of_site(site_key: str) -> Rate:
    """Questions to one site, from anywhere."""
    return Rate("site", site_key, settings.CHAT_SITE_MESSAGES_PER_MINUTE)


def of_opening(network: str) -> Rate:
    """Sessions opened from one address."""
    return Rate("sessions", network, settings.CHAT_ADDRESS_SESSIONS_PER_MINUTE)
