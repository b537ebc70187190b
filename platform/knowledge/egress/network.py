"""Connections to checked addresses, with one deadline for everything that happens on them."""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable, Container, Iterable
from contextvars import ContextVar
from typing import Any

import httpcore

from knowledge.egress import addresses

# When the request that this thread is making has to be complete, on the monotonic clock.
deadline: ContextVar[float] = ContextVar("deadline")


class CheckedBackend(httpcore.NetworkBackend):
    """Resolves, checks, and connects to what was checked. TLS is still verified against the name."""

    def __init__(self, allowed: Container[str]) -> None:
        self._allowed = allowed
        self._sockets = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        problem: Exception = httpcore.ConnectError("no address")
        for address in addresses.resolve(host, port, self._allowed):
            try:
                return TimedStream(self._sockets.connect_tcp(address, port, _left(httpcore.ConnectTimeout, timeout)))
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                problem = error
        raise problem


class TimedStream(httpcore.NetworkStream):
    """A connection on which a server that sends byte after byte, slowly, cannot outlast the deadline."""

    def __init__(self, stream: httpcore.NetworkStream) -> None:
        self._stream = stream

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _left(httpcore.ReadTimeout, timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _left(httpcore.WriteTimeout, timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        left = _left(httpcore.ConnectTimeout, timeout)
        return TimedStream(self._stream.start_tls(ssl_context, server_hostname, left))

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _left(timed_out: Callable[[str], Exception], timeout: float | None) -> float:
    """Seconds that the next operation may take; raises `timed_out` when there are none left."""
    left = deadline.get() - time.monotonic()
    if left <= 0:
        raise timed_out("deadline")
    return min(left, timeout or left)
