"""The engine's part of a trace: one span per request, under the caller's (`traceparent`, W3C Trace Context)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.middleware import Middleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from serving.client import tracer

if TYPE_CHECKING:
    from opentelemetry.trace import Tracer

TRACED = {"/v1/chat/completions": "chat", "/v1/embeddings": "embeddings"}


def middleware() -> list[Middleware]:
    """For Starlette; empty where no collector is named, and nothing is loaded then."""
    return [Middleware(Traced, tracer=tracer.tracer("botwright-engine"))] if tracer.configured() else []


class Traced:
    """ASGI middleware: a span from the request to the last byte of the answer, which knows no words."""

    def __init__(self, app: ASGIApp, tracer: Tracer) -> None:
        self._app = app
        self._tracer = tracer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes on what is not traced."""
        operation = TRACED.get(scope.get("path", ""))
        if scope["type"] != "http" or operation is None:
            await self._app(scope, receive, send)
            return
        from opentelemetry.trace import SpanKind

        headers = dict(scope["headers"])
        before = tracer.parent(headers.get(b"traceparent", b"").decode("latin-1"))
        attributes = {"gen_ai.operation.name": operation, "http.route": scope["path"]}
        span = self._tracer.start_span(f"engine {operation}", before, SpanKind.SERVER, attributes=attributes)

        async def answering(message: Message) -> None:
            if message["type"] == "http.response.start":
                span.set_attribute("http.response.status_code", message["status"])
            await send(message)

        try:
            await self._app(scope, receive, answering)
        finally:
            span.end()
