"""What requests, jobs and calls to the engine add to the counts of this process."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager

from prometheus_client import Counter, Gauge, Histogram

from config.exchanges import Exchange
from serving.client import EngineError
from serving.client.calls import Call
from tenants.models import Job

QUICK = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
LONG = (0.1, 0.5, 1.0, 5.0, 15.0, 60.0, 300.0, 900.0, 3600.0, 4 * 3600.0)

REQUESTS = Counter("botwright_http_requests", "Requests answered", ["method", "route", "status"])
ANSWER_SECONDS = Histogram("botwright_http_answer_seconds", "Until the answer began", ["route"], buckets=QUICK)
OPEN = Gauge("botwright_open_exchanges", "Requests and sockets open now", ["kind"])
JOB_SECONDS = Histogram("botwright_job_seconds", "One attempt of a job", ["kind", "outcome"], buckets=LONG)
JOBS_RUNNING = Gauge("botwright_jobs_running", "Jobs that this process runs now", ["kind"])
CALLS = Counter("botwright_engine_calls", "Calls to the engine", ["operation", "outcome"])
CALL_SECONDS = Histogram("botwright_engine_call_seconds", "Whole calls", ["operation"], buckets=QUICK)
FIRST_TOKEN = Histogram("botwright_engine_call_first_token_seconds", "Until a stream's first token", buckets=QUICK)
TOKENS = Counter("botwright_engine_call_tokens", "Tokens of prompts and answers", ["direction"])


@contextmanager
def exchange(seen: Exchange) -> Iterator[None]:
    """A request or a socket."""
    with OPEN.labels(seen.kind).track_inprogress():
        try:
            yield
        finally:
            status = f"{seen.status // 100}xx" if seen.status else "none"
            REQUESTS.labels(seen.method, seen.route, status).inc()
            if seen.answered is not None:
                ANSWER_SECONDS.labels(seen.route).observe(seen.answered - seen.started)


@contextmanager
def job(row: Job) -> Iterator[None]:
    """One attempt; the outcome `running` is that of an attempt whose lease was lost."""
    start = time.monotonic()
    with JOBS_RUNNING.labels(row.kind).track_inprogress():
        try:
            yield
        finally:
            JOB_SECONDS.labels(row.kind, row.state).observe(time.monotonic() - start)


@contextmanager
def call(made: Call) -> Iterator[None]:
    """A call to the engine."""
    outcome = "ok"
    try:
        yield
    except EngineError as error:
        outcome = error.code
        raise
    except (GeneratorExit, asyncio.CancelledError):
        outcome = "cancelled"
        raise
    except BaseException:
        outcome = "failed"
        raise
    finally:
        _count(made, outcome)


def _count(made: Call, outcome: str) -> None:
    CALLS.labels(made.operation, outcome).inc()
    CALL_SECONDS.labels(made.operation).observe(time.monotonic() - made.started)
    if made.first_token is not None:
        FIRST_TOKEN.observe(made.first_token - made.started)
    if made.usage is not None:
        TOKENS.labels("prompt").inc(made.usage.prompt_tokens)
        TOKENS.labels("answer").inc(made.usage.completion_tokens)
