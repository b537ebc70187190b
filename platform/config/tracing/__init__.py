"""Traces web → job → engine by OpenTelemetry; nothing of it is loaded unless a collector is named."""

from config import exchanges
from serving.client import calls, tracer
from tenants.jobs import watch as jobs


def start() -> bool:
    """Sends spans of this process's requests, jobs and calls to the engine; False where no collector is named."""
    if not tracer.configured():
        return False
    from config.tracing.spans import Spans

    spans = Spans(tracer.tracer("botwright"))
    exchanges.watch(spans.exchange)
    jobs.watch(spans.job)
    calls.watch(spans.call)
    return True
