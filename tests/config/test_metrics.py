"""What each process counts, and that no label can grow without bound or name anybody."""

import re
from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import httpx
import pytest
from django.test import Client
from django.utils import timezone
from prometheus_client import REGISTRY

from config.asgi import application
from serving import fake
from serving.client import ChatRequest, Engine, EngineUnavailable
from tenants.jobs import queue
from tenants.jobs.registry import handler
from tenants.jobs.runner import run_job
from tenants.models import Job, Tenant

QUESTION = ChatRequest("base", [{"role": "user", "content": "What does a lamp cost?"}])


@pytest.fixture
def fake_url() -> Iterator[str]:
    with fake.running(fake.create_app()) as url:
        yield url


def value(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(name, labels) or 0.0


async def get(path: str) -> httpx.Response:
    transport = httpx.ASGITransport(application)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as http:
        return await http.get(path)


async def test_a_request_is_counted_by_its_route():
    labels = {"method": "GET", "route": "healthz", "status": "2xx"}
    before = value("botwright_http_requests_total", **labels)
    await get("/healthz")
    assert value("botwright_http_requests_total", **labels) == before + 1
    assert value("botwright_http_answer_seconds_count", route="healthz") >= 1
    assert value("botwright_open_exchanges", kind="http") == 0


async def test_addresses_that_strangers_make_up_share_one_series():
    series = len(list(REGISTRY.collect()))
    before = value("botwright_http_requests_total", method="GET", route="", status="4xx")
    for _ in range(3):
        assert (await get(f"/{uuid4()}")).status_code == 404
    assert value("botwright_http_requests_total", method="GET", route="", status="4xx") == before + 3
    assert len(list(REGISTRY.collect())) == series


async def test_a_stream_counts_its_first_token_and_its_tokens(fake_url: str):
    before = value("botwright_engine_calls_total", operation="chat", outcome="ok")
    tokens = value("botwright_engine_call_tokens_total", direction="answer")
    first = value("botwright_engine_call_first_token_seconds_count")
    async with Engine(fake_url) as engine:
        assert [delta async for delta in engine.stream(QUESTION)]
    assert value("botwright_engine_calls_total", operation="chat", outcome="ok") == before + 1
    assert value("botwright_engine_call_tokens_total", direction="answer") > tokens
    assert value("botwright_engine_call_first_token_seconds_count") == first + 1


async def test_a_stream_that_a_visitor_stops_is_no_failure(fake_url: str):
    before = value("botwright_engine_calls_total", operation="chat", outcome="cancelled")
    async with Engine(fake_url) as engine:
        stream = engine.stream(QUESTION)
        await anext(stream)
        await stream.aclose()
    assert value("botwright_engine_calls_total", operation="chat", outcome="cancelled") == before + 1


async def test_an_engine_that_is_away_is_counted_by_its_code():
    labels = {"operation": "chat", "outcome": EngineUnavailable.code}
    before = value("botwright_engine_calls_total", **labels)
    async with Engine("http://127.0.0.1:9") as engine:
        with pytest.raises(EngineUnavailable):
            await engine.complete(QUESTION)
    assert value("botwright_engine_calls_total", **labels) == before + 1


def test_a_job_is_timed_by_kind_and_outcome(in_shop: Tenant) -> None:
    handler("tests.counted")(lambda context: None)
    queue.enqueue("tests.counted", uuid4())
    claimed = queue.claim(["tests.counted"], "tests")
    assert claimed
    run_job(claimed)
    assert value("botwright_job_seconds_count", kind="tests.counted", outcome="succeeded") == 1
    assert value("botwright_jobs_running", kind="tests.counted") == 0


def test_the_database_tells_how_long_the_oldest_job_has_waited(client: Client, in_shop: Tenant) -> None:
    Job.objects.create(kind="tests.waits", subject_id=uuid4(), not_before=timezone.now() - timedelta(hours=1))
    text = client.get("/metrics").text
    waited = re.search(r'botwright_job_wait_seconds\{kind="tests.waits"\} (\S+)', text)
    assert waited
    assert 3600 <= float(waited[1]) < 3700
    assert 'botwright_jobs{kind="tests.waits",state="queued"} 1.0' in text


def test_no_series_names_a_business(client: Client, in_shop: Tenant) -> None:
    text = client.get("/metrics").text
    assert in_shop.name not in text
    assert str(in_shop.pk) not in text
