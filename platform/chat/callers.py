"""Where a call comes from."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.http.request import split_domain_port, validate_host

from chat.addresses import client, network
from tenants.models.keys import normal_origin

OWN = normal_origin(settings.BASE_URL)


@dataclass(frozen=True)
class Caller:
    """The page and the machine behind a call.

    `origin`: `scheme://host[:port]` of the page; OWN for every page of the platform itself; empty if there is none.
    """

    origin: str
    address: str

    @property
    def network(self) -> str:
        """What one household or office is counted by: the address, of IPv6 its first 64 bits."""
        return network(self.address)

    @property
    def is_own(self) -> bool:
        """True for the platform's own pages: the playground and the hosted chat."""
        return self.origin == OWN


def of_request(request: HttpRequest) -> Caller:
    """The caller of an HTTP request. Browsers leave `Origin` out only of same-origin reads."""
    own = normal_origin(f"{request.scheme}://{request.get_host()}")
    said = request.headers.get("Origin") or (own if request.method in {"GET", "HEAD"} else "")
    forwarded = request.headers.get("X-Forwarded-For", "")
    return _caller(said, own, client(request.META.get("REMOTE_ADDR", ""), forwarded))


def of_socket(scope: Mapping[str, Any]) -> Caller:
    """The caller of a WebSocket (ASGI scope); browsers always send `Origin` there."""
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    scheme = {"ws": "http", "wss": "https"}.get(scope.get("scheme", "ws"), "https")
    host = headers.get("host", "")
    # Django checks the host of requests; that of a socket is checked here, or a rebound name would pass for our own.
    known = validate_host(split_domain_port(host)[0], settings.ALLOWED_HOSTS)
    own = normal_origin(f"{scheme}://{host}") if known else ""
    forwarded = b",".join(value for name, value in scope["headers"] if name == b"x-forwarded-for").decode("latin-1")
    address = client((scope.get("client") or ("",))[0], forwarded)
    return _caller(headers.get("origin", ""), own, address)


def _caller(said: str, own: str, address: str) -> Caller:
    origin = normal_origin(said)
    return Caller(OWN if origin == own and own else origin, address)
