"""Which addresses are somebody's public website."""

import socket
from collections.abc import Container
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

from knowledge.egress.errors import PrivateAddress, Unreachable

RELAYS_6TO4 = IPv4Network("192.88.99.0/24")
GLOBAL_UNICAST = IPv6Network("2000::/3")
TEREDO = IPv6Network("2001::/32")
NAT64 = IPv6Network("64:ff9b::/96")


def resolve(host: str, port: int, allowed: Container[str]) -> list[str]:
    """The addresses of `host`, all of them public or allowed as `host:port`.

    Raises PrivateAddress if any of them is not, Unreachable if there is none.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise Unreachable(host, "there is no such name") from None
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    if f"{host}:{port}" not in allowed and not all(is_public(ip_address(address)) for address in addresses):
        raise PrivateAddress(host)
    return addresses


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """True for a globally routed unicast address; IPv6 forms that carry an IPv4 address are judged by it."""
    if isinstance(address, IPv4Address):
        return address.is_global and not address.is_multicast and address not in RELAYS_6TO4
    if inner := _carried(address):
        return is_public(inner)
    return address in GLOBAL_UNICAST and address.is_global and address not in TEREDO


def _carried(address: IPv6Address) -> IPv4Address | None:
    """The IPv4 address inside a mapped (RFC 4291), 6to4 (RFC 3056) or NAT64 (RFC 6052) address."""
    if address in NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour


def is_plainly_private(host: str) -> bool:
    """True if a look at the host is enough: a private address, this machine, or a name without a dot."""
    try:
        return not is_public(ip_address(host))
    except ValueError:
        name = host.rstrip(".").lower()
        return "." not in name or name.endswith((".localhost", ".local", ".internal"))
