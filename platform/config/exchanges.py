"""Every HTTP request and WebSocket as metrics, traces and logs see it; wraps the whole ASGI application."""

from __future__ import annotations

import re
import time
import uuid
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any, cast

from asgiref.sync import iscoroutinefunction
from django.conf import settings
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.decorators import sync_and_async_middleware

from tenants.trail import TRACEPARENT, Trail, following

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]

REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
ROUTE = "botwright.route"


@dataclass
class Exchange:
    """`route` is the pattern in the address book, never the address; `status` is 0 until an answer starts."""

    kind: str
    method: str
    trail: Trail
    scope: Message
    started: float = field(default_factory=time.monotonic)
    status: int = 0
    answered: float | None = None

    @property
    def route(self) -> str:
        """Empty where no view was reached."""
        return str(self.scope.get(ROUTE, ""))


Watcher = Callable[[Exchange], AbstractContextManager[None]]

_watchers: list[Watcher] = []


def watch(watcher: Watcher) -> None:
    """Has every exchange of this process watched; the first to come is the outermost."""
    if watcher not in _watchers:
        _watchers.append(watcher)


@contextmanager
def watched(exchange: Exchange) -> Iterator[None]:
    """One exchange under all watchers, on its trail."""
    with ExitStack() as stack:
        stack.enter_context(following(exchange.trail))
        for watcher in _watchers:
            stack.enter_context(watcher(exchange))
        yield


class Exchanges:
    """ASGI middleware: names each exchange, has it watched, and tells the client its name as `X-Request-ID`."""

    def __init__(self, app: App) -> None:
        self._app = app

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Passes the lifespan on as it is."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        exchange = _begun(scope)

        async def answering(message: Message) -> None:
            if message["type"] == "http.response.start":
                exchange.status, exchange.answered = message["status"], time.monotonic()
                name = (b"x-request-id", exchange.trail.request_id.encode())
                message = {**message, "headers": [*message.get("headers", []), name]}
            elif message["type"] == "websocket.accept":
                exchange.status, exchange.answered = 101, time.monotonic()
            await send(message)

        with watched(exchange):
            await self._app(scope, receive, answering)


@sync_and_async_middleware
def note_route(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[..., object]:
    """Django middleware: tells the exchange which view answered, which only Django knows."""
    if iscoroutinefunction(get_response):

        async def waiting(request: HttpRequest) -> HttpResponseBase:
            response: HttpResponseBase = await get_response(request)
            _note(request)
            return response

        return waiting

    def direct(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        _note(request)
        return response

    return direct


def _note(request: HttpRequest) -> None:
    if isinstance(request, ASGIRequest) and request.resolver_match:
        cast("Message", request.scope)[ROUTE] = request.resolver_match.route


def _begun(scope: Message) -> Exchange:
    # A trace or a name of our own proxy is taken over; anybody else's would let strangers write in our logs.
    headers = {key.decode("latin-1"): value.decode("latin-1") for key, value in scope["headers"]}
    brought = headers if settings.BEHIND_PROXY else {}
    name, trace = brought.get("x-request-id", ""), brought.get("traceparent", "")
    trail = Trail(
        name if REQUEST_ID.fullmatch(name) else uuid.uuid4().hex, trace if TRACEPARENT.fullmatch(trace) else ""
    )
    method = scope.get("method", "GET")
    return Exchange(scope["type"], method if method in METHODS else "OTHER", trail, scope)
