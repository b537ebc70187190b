"""Spans of requests, jobs and calls to the engine, with the names of OpenTelemetry's semantic conventions.

A span's parent is the trail's traceparent, which a job's row and the call's header carry on. No span holds words.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace

from opentelemetry.trace import Span, SpanKind, StatusCode, Tracer

from config.exchanges import Exchange
from serving.client.calls import Call
from serving.client.tracer import parent, traceparent
from tenants import trail
from tenants.models import Job
from tenants.scope import tenant_in_scope

PROVIDER = "botwright"


class Spans:
    """Watchers that write to `tracer`."""

    def __init__(self, tracer: Tracer) -> None:
        self._tracer = tracer

    @contextmanager
    def exchange(self, seen: Exchange) -> Iterator[None]:
        """A request or socket, as long as it is open."""
        name = f"{seen.method} {seen.kind}"
        attributes = {"http.request.method": seen.method, "botwright.request_id": seen.trail.request_id}
        with self._span(name, seen.trail.traceparent, SpanKind.SERVER, attributes) as span, _on(span):
            try:
                yield
            finally:
                if seen.route:
                    span.update_name(f"{seen.method} {seen.route}")
                    span.set_attribute("http.route", seen.route)
                if seen.status:
                    span.set_attribute("http.response.status_code", seen.status)

    @contextmanager
    def job(self, row: Job) -> Iterator[None]:
        """One attempt, in the trace of the request that asked for it."""
        attributes: dict[str, str | int] = {
            "botwright.job.id": str(row.pk),
            "botwright.job.attempt": row.attempt,
            "botwright.tenant": str(row.tenant_id),
        }
        with self._span(f"job {row.kind}", row.traceparent, SpanKind.CONSUMER, attributes) as span, _on(span):
            try:
                yield
            finally:
                span.set_attribute("botwright.job.state", str(row.state))

    @contextmanager
    def call(self, made: Call) -> Iterator[None]:
        """A call to the engine, from the request's first byte to the answer's last."""
        tenant = tenant_in_scope()
        attributes = {
            "gen_ai.operation.name": made.operation,
            "gen_ai.provider.name": PROVIDER,
            "gen_ai.request.model": made.model,
            "botwright.tenant": str(tenant.pk) if tenant else "",
        }
        name = f"{made.operation} {made.model}"
        with self._span(name, trail.current().traceparent, SpanKind.CLIENT, attributes) as span:
            made.headers["traceparent"] = traceparent(span)
            try:
                yield
            finally:
                _told(span, made)

    @contextmanager
    def _span(self, name: str, before: str, kind: SpanKind, attributes: Mapping[str, str | int]) -> Iterator[Span]:
        """Ended whatever happens; an error is told by its kind alone, for what it says may quote a visitor."""
        span = self._tracer.start_span(name, parent(before), kind, attributes=attributes)
        try:
            yield span
        except Exception as error:
            span.set_attribute("error.type", type(error).__qualname__)
            span.set_status(StatusCode.ERROR)
            raise
        finally:
            span.end()


@contextmanager
def _on(span: Span) -> Iterator[None]:
    """What runs inside continues `span`."""
    with trail.following(replace(trail.current(), traceparent=traceparent(span))):
        yield


def _told(span: Span, made: Call) -> None:
    if made.max_tokens is not None:
        span.set_attribute("gen_ai.request.max_tokens", made.max_tokens)
    if made.first_token is not None:
        span.set_attribute("gen_ai.response.time_to_first_chunk", made.first_token - made.started)
    if made.finish_reason:
        span.set_attribute("gen_ai.response.finish_reasons", [made.finish_reason])
    if made.usage:
        span.set_attribute("gen_ai.usage.input_tokens", made.usage.prompt_tokens)
        span.set_attribute("gen_ai.usage.output_tokens", made.usage.completion_tokens)
