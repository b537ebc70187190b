"""Switches metrics and traces on, in every process of the platform."""

from config import exchanges, tracing
from config.metrics import watchers
from serving.client import calls
from tenants.jobs import watch as jobs


def start() -> None:
    """Traces first: they are the outermost watchers."""
    tracing.start()
    exchanges.watch(watchers.exchange)
    jobs.watch(watchers.job)
    calls.watch(watchers.call)
