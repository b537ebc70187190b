"""Which machine is calling, when proxies stand before us."""

from functools import cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from django.conf import settings

Address = IPv4Address | IPv6Address


def client(peer: str, forwarded: str) -> str:
    """The caller's address: `peer`, or where a proxy of TRUSTED_PROXIES says (`forwarded`) that the call came from.

    X-Forwarded-For is read from its end: each of our proxies adds the address it saw, and everything before the first
    one that is not ours was written by the caller.
    """
    trusted = _networks(tuple(settings.TRUSTED_PROXIES))
    seen = peer
    for hop in reversed(forwarded.split(",")):
        address = _parsed(seen)
        said = _parsed(hop)
        if said is None or address is None or not any(address in network for network in trusted):
            break
        seen = str(said)
    return seen


def network(address: str) -> str:
    """The address itself, of IPv6 its /64: a single machine may call from every address of that."""
    parsed = _parsed(address)
    return str(IPv6Network((parsed, 64), strict=False)) if isinstance(parsed, IPv6Address) else address


def _parsed(text: str) -> Address | None:
    """An address with or without a port; IPv4 in IPv6 is IPv4."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


@cache
def _networks(names: tuple[str, ...]) -> list[IPv4Network | IPv6Network]:
    return [ip_network(name, strict=False) for name in names]
