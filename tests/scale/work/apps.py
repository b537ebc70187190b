"""Jobs that misbehave on purpose, and leases short enough to be waited for."""

from datetime import timedelta
from importlib import import_module

from django.apps import AppConfig


class Work(AppConfig):
    name = "tests.scale.work"
    label = "work"

    def ready(self) -> None:
        queue, carrier = import_module("tenants.jobs.queue"), import_module("tenants.jobs.carrier")
        queue.LEASE, queue.BACKOFF = timedelta(seconds=15), timedelta(seconds=1)
        carrier.OVERLOOKED = timedelta(seconds=2)
        import_module("tests.scale.work.handlers")
