"""The engine continues the caller's trace."""

from collections.abc import Iterator

import httpx
import pytest
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from serving import fake
from serving.app import tracing
from serving.app.tracing import Traced
from serving.client import tracer

BODY = {"model": "base", "messages": [{"role": "user", "content": "What does a lamp cost?"}]}
TRACEPARENT = f"00-{'a' * 32}-{'b' * 16}-01"


@pytest.fixture
def exporter() -> InMemorySpanExporter:
    return InMemorySpanExporter()


@pytest.fixture
def http(exporter: InMemorySpanExporter) -> Iterator[httpx.AsyncClient]:
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    app = Traced(fake.create_app(), provider.get_tracer("tests"))
    yield httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://engine")
    provider.shutdown()


async def test_its_span_is_the_child_of_the_callers(http, exporter):
    await http.post("/v1/chat/completions", json=BODY, headers={"traceparent": TRACEPARENT})
    (span,) = exporter.get_finished_spans()
    assert (f"{span.context.trace_id:032x}", f"{span.parent.span_id:016x}") == ("a" * 32, "b" * 16)
    assert span.attributes["gen_ai.operation.name"] == "chat"
    assert span.attributes["http.response.status_code"] == 200
    assert "lamp" not in span.to_json()


@pytest.mark.parametrize("brought", [{}, {"traceparent": "nonsense"}])
async def test_without_a_callers_trace_one_begins(http, exporter, brought):
    await http.post("/v1/chat/completions", json=BODY, headers=brought)
    (span,) = exporter.get_finished_spans()
    assert span.parent is None


async def test_probes_leave_no_span(http, exporter):
    await http.get("/health")
    assert exporter.get_finished_spans() == ()


def test_a_collector_is_named_by_opentelemetrys_own_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in tracer.ENDPOINTS:
        monkeypatch.delenv(name, raising=False)
    assert tracing.middleware() == []
    named = {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:4318"}
    assert tracer.configured(named)
    assert not tracer.configured({**named, "OTEL_SDK_DISABLED": "true"})
