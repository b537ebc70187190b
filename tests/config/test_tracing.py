"""One trace from the request through the job to the engine, in the conventional names and without anybody's words."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator
from uuid import uuid4

import httpx
import pytest
from asgiref.sync import async_to_sync
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from config import exchanges
from config.exchanges import Exchanges
from config.tracing.spans import Spans
from serving.client import ChatRequest, Engine, EngineUnavailable, calls
from serving.fake import running
from tenants import trail
from tenants.jobs import queue, watch
from tenants.jobs.registry import handler
from tenants.jobs.runner import run_job
from tenants.models import Job, Tenant
from tenants.scope import tenant_scope
from tests.serving.engines import ROOT

WORDS = "What does the green lamp cost?"
QUESTION = ChatRequest("a-" + "0" * 32, [{"role": "user", "content": WORDS}])
ANSWER = {
    "choices": [{"message": {"content": "40 €"}, "finish_reason": "stop"}],
    "usage": {"prompt_tokens": 7, "completion_tokens": 3},
}


@pytest.fixture
def exporter(monkeypatch: pytest.MonkeyPatch) -> Iterator[InMemorySpanExporter]:
    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    spans = Spans(provider.get_tracer("tests"))
    for module, watcher in ((exchanges, spans.exchange), (watch, spans.job), (calls, spans.call)):
        monkeypatch.setattr(module, "_watchers", [watcher])
    yield exporter
    provider.shutdown()


@pytest.fixture
def heard() -> list[str]:
    """The `traceparent` of each call that the engine got."""
    return []


@pytest.fixture
def engine(heard: list[str]) -> Iterator[str]:
    """The address of one."""

    def complete(request: Request) -> JSONResponse:
        heard.append(request.headers["traceparent"])
        return JSONResponse(ANSWER)

    with running(Starlette(routes=[Route("/v1/chat/completions", complete, methods=["POST"])])) as url:
        yield url


def spans_by_name(exporter: InMemorySpanExporter) -> dict[str, ReadableSpan]:
    return {span.name: span for span in exporter.get_finished_spans()}


async def ask(engine: str) -> None:
    async with Engine(engine) as client:
        await client.complete(QUESTION)


async def visit(view, headers: dict[str, str] | None = None) -> httpx.Response:
    app = Exchanges(Starlette(routes=[Route("/ask", view)]))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://localhost") as http:
        return await http.get("/ask", headers=headers)


async def test_a_call_to_the_engine_belongs_to_its_request(exporter, engine, heard):
    async def view(request: Request) -> Response:
        await ask(engine)
        return Response("ok")

    await visit(view)
    spans = spans_by_name(exporter)
    web, call = spans["GET http"], spans[f"chat {QUESTION.model}"]
    assert call.parent.span_id == web.context.span_id
    assert [header[:-3] for header in heard] == [f"00-{call.context.trace_id:032x}-{call.context.span_id:016x}"]


async def test_the_call_has_the_conventions_names(exporter, engine):
    await ask(engine)
    (span,) = exporter.get_finished_spans()
    expected = {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "botwright",
        "gen_ai.request.model": QUESTION.model,
        "gen_ai.request.max_tokens": 256,
        "gen_ai.usage.input_tokens": 7,
        "gen_ai.usage.output_tokens": 3,
        "gen_ai.response.finish_reasons": ("stop",),
    }
    assert {name: span.attributes[name] for name in expected} == expected


def test_a_job_goes_on_in_the_trace_of_the_request_that_asked_for_it(exporter, engine, heard, shop: Tenant) -> None:
    handler("tests.traced")(lambda context: async_to_sync(ask)(engine))
    asked = trail.Trail("request-1", f"00-{'a' * 32}-{'b' * 16}-01")
    with tenant_scope(shop), trail.following(asked):
        queue.enqueue("tests.traced", uuid4())
    claimed = queue.claim(["tests.traced"], "tests")
    assert claimed
    run_job(claimed)
    spans = spans_by_name(exporter)
    job, call = spans["job tests.traced"], spans[f"chat {QUESTION.model}"]
    assert f"{job.context.trace_id:032x}" == "a" * 32
    assert f"{job.parent.span_id:016x}" == "b" * 16
    assert call.parent.span_id == job.context.span_id
    assert job.attributes["botwright.job.state"] == Job.State.SUCCEEDED
    assert call.attributes["botwright.tenant"] == str(shop.pk)


async def test_work_that_outlives_its_request_stays_in_its_trace(exporter, engine):
    async def view(request: Request) -> Response:
        await asyncio.create_task(ask(engine), context=trail.fresh_context())
        return Response("ok")

    await visit(view)
    spans = spans_by_name(exporter)
    assert spans[f"chat {QUESTION.model}"].parent.span_id == spans["GET http"].context.span_id


async def test_an_error_is_told_by_its_kind_and_no_span_holds_words(exporter):
    async with Engine("http://127.0.0.1:9") as client:
        with pytest.raises(EngineUnavailable):
            await client.complete(QUESTION)
    (span,) = exporter.get_finished_spans()
    assert span.attributes["error.type"] == "EngineUnavailable"
    assert not span.events
    assert WORDS not in span.to_json()


@pytest.mark.parametrize("behind_proxy", [True, False])
async def test_only_a_proxy_of_ours_may_bring_a_trace_and_a_name(exporter, settings, behind_proxy):
    async def view(request: Request) -> Response:
        return Response(trail.current().request_id)

    settings.BEHIND_PROXY = behind_proxy
    brought = {"traceparent": f"00-{'a' * 32}-{'b' * 16}-01", "x-request-id": "from-the-proxy"}
    response = await visit(view, brought)
    (span,) = exporter.get_finished_spans()
    assert (f"{span.context.trace_id:032x}" == "a" * 32) is behind_proxy
    assert (response.text == "from-the-proxy") is behind_proxy
    assert response.headers["x-request-id"] == response.text


def test_nothing_of_opentelemetry_is_loaded_where_no_collector_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"):
        monkeypatch.delenv(name, raising=False)
    look = "import django, sys; django.setup(); sys.exit(any(name.startswith('opentelemetry') for name in sys.modules))"
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(map(str, (ROOT / "platform", ROOT))))
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "config.settings")
    assert subprocess.run([sys.executable, "-c", look], check=False, cwd=ROOT).returncode == 0
