"""Fetches a page from an address that somebody else named."""

from __future__ import annotations

import codecs
import re
import time
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import Self

import httpcore
import httpx
from django.conf import settings

from knowledge.egress.addresses import is_plainly_private
from knowledge.egress.errors import (
    BadAddress,
    EgressError,
    HttpStatus,
    PrivateAddress,
    TooLarge,
    TooManyRedirects,
    TooSlow,
    Unreachable,
)
from knowledge.egress.inflate import Overflow, gather
from knowledge.egress.network import CheckedBackend, deadline

USER_AGENT = "Botwright/1.0 (+reads websites for their owners)"
MAX_REDIRECTS = 5
SILENCE_SECONDS = 10.0
NUMBER = re.compile(r"\s*\d+(\.\d*)?\s*", re.A)
REDIRECTS = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True)
class Fetched:
    """An answer: `url` after redirects, `content_type` without parameters, `charset` if it is a known one."""

    url: str
    content_type: str
    charset: str
    body: bytes
    headers: httpx.Headers = field(default_factory=httpx.Headers)


class Egress:
    """Fetches over kept-alive connections; safe to share among threads."""

    def __init__(self, *, seconds: float = 20.0, max_bytes: int = 8 * 2**20, connections: int = 8) -> None:
        self._seconds = seconds
        self._max_bytes = max_bytes
        self._pool = httpcore.ConnectionPool(
            ssl_context=httpx.create_ssl_context(trust_env=False),
            max_connections=connections,
            keepalive_expiry=10.0,
            network_backend=CheckedBackend(frozenset(settings.EGRESS_ALLOW)),
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.close()

    def fetch(self, url: str, *, cut: bool = False) -> Fetched:
        """The page at `url`; with `cut`, the first bytes of one that is too large. Raises an EgressError."""
        token = deadline.set(time.monotonic() + self._seconds)
        try:
            return self._follow(address(url), cut)
        finally:
            deadline.reset(token)

    def _follow(self, first: httpx.URL, cut: bool) -> Fetched:
        url = first
        for _ in range(MAX_REDIRECTS + 1):
            answer = self._get(url, cut)
            if isinstance(answer, Fetched):
                return answer
            url = answer
        raise TooManyRedirects(str(first), MAX_REDIRECTS)

    def _get(self, url: httpx.URL, cut: bool) -> Fetched | httpx.URL:
        """The page, or where it has gone."""
        try:
            return self._request(url, cut)
        except EgressError:
            raise
        except httpcore.TimeoutException:
            raise TooSlow(url.host, self._seconds) from None
        except httpcore.ConnectError as error:
            raise Unreachable(url.host, _reason(error)) from None
        except (httpcore.NetworkError, httpcore.ProtocolError, zlib.error):
            raise Unreachable(url.host, "the connection broke off") from None
        except Overflow:
            raise TooLarge(str(url), self._max_bytes) from None

    def _request(self, url: httpx.URL, cut: bool) -> Fetched | httpx.URL:
        timeouts = dict.fromkeys(("connect", "read", "write", "pool"), SILENCE_SECONDS)
        with self._pool.stream("GET", str(url), headers=_headers(url), extensions={"timeout": timeouts}) as response:
            headers = httpx.Headers(response.headers)
            if response.status in REDIRECTS and "location" in headers:
                return address(str(_joined(url, headers["location"])))
            if response.status != 200:
                raise HttpStatus(str(url), response.status, retry_after=_seconds(headers.get("retry-after", "")))
            return self._page(url, headers, response.iter_stream(), cut)

    def _page(self, url: httpx.URL, headers: httpx.Headers, chunks: Iterator[bytes], cut: bool) -> Fetched:
        length = headers.get("content-length", "")
        if length.isdecimal() and int(length) > self._max_bytes and not cut:
            raise Overflow
        packed = headers.get("content-encoding", "identity").lower() in {"gzip", "x-gzip", "deflate"}
        kind = httpx.Response(200, headers={"content-type": headers.get("content-type", "")})
        return Fetched(
            url=str(url),
            content_type=kind.headers["content-type"].partition(";")[0].strip().lower(),
            charset=_known(kind.charset_encoding),
            body=gather(chunks, self._max_bytes, packed=packed, cut=cut),
            headers=headers,
        )


def address(url: str) -> httpx.URL:
    """`url` parsed, its host in ASCII and its path quoted. Raises BadAddress unless it is http(s) with a host."""
    try:
        parsed = httpx.URL(url.strip())
    except (httpx.InvalidURL, UnicodeError, ValueError):
        raise BadAddress(url) from None
    if parsed.scheme not in {"http", "https"} or not parsed.host or "%" in parsed.host or parsed.userinfo:
        raise BadAddress(url)
    return parsed.copy_with(fragment=None)


def check_literal(url: httpx.URL) -> None:
    """Raises PrivateAddress, without asking the network, where a look at the host is enough."""
    port = url.port or {"http": 80, "https": 443}[url.scheme]
    if is_plainly_private(url.host) and f"{url.host}:{port}" not in settings.EGRESS_ALLOW:
        raise PrivateAddress(url.host)


def _joined(url: httpx.URL, location: str) -> httpx.URL:
    try:
        return url.join(location)
    except (httpx.InvalidURL, UnicodeError, ValueError):
        raise BadAddress(location) from None


def _headers(url: httpx.URL) -> dict[bytes | str, bytes | str]:
    return {
        "Host": url.netloc.decode("ascii"),
        "User-Agent": USER_AGENT,
        "Accept": "text/html,application/xhtml+xml,*/*;q=0.5",
        "Accept-Encoding": "gzip, deflate",
    }


def _seconds(retry_after: str) -> float | None:
    """How long to wait, by a number or a date (RFC 9110, 10.2.3); None if it says neither."""
    if NUMBER.fullmatch(retry_after):
        return float(retry_after)
    try:
        date = parsedate_to_datetime(retry_after)
    except ValueError:
        return None
    return max(0.0, date.replace(tzinfo=date.tzinfo or UTC).timestamp() - time.time())


def _known(charset: str | None) -> str:
    """The charset if Python knows it, else nothing."""
    try:
        return codecs.lookup(charset or "").name
    except LookupError:
        return ""


def _reason(error: Exception) -> str:
    return "its certificate is not valid" if "certificate" in str(error).lower() else "nobody answers there"
