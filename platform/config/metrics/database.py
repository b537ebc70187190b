"""What the database knows, asked for when Prometheus asks: the same whichever process is asked."""

from collections.abc import Iterable, Iterator

from django.db.models import Count, Min
from django.utils import timezone
from prometheus_client import CollectorRegistry
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from chat.models import Message
from tenants.models import Job, Tenant

DATABASE = CollectorRegistry()


class Rows(Collector):
    """Gauges over rows. Kinds and states come from the code, so the number of series is bounded."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Four short queries."""
        jobs = Job.across_tenants.order_by().values_list("kind", "state").annotate(n=Count("pk"))
        messages = Message.across_tenants.order_by().values_list("role", "state").annotate(n=Count("pk"))
        yield GaugeMetricFamily("botwright_tenants", "Businesses", value=Tenant.objects.count())
        yield _gauge("botwright_jobs", "Background jobs", ["kind", "state"], jobs)
        yield _gauge("botwright_job_wait_seconds", "How long the oldest due job has waited", ["kind"], _waits())
        yield _gauge("botwright_messages", "Messages stored", ["role", "state"], messages)


def _waits() -> Iterator[tuple[str, float]]:
    now = timezone.now()
    due = Job.across_tenants.filter(state=Job.State.QUEUED, not_before__lte=now)
    for kind, since in due.order_by().values_list("kind").annotate(since=Min("not_before")):
        yield kind, (now - since).total_seconds()


def _gauge(name: str, words: str, labels: list[str], rows: Iterable[tuple[object, ...]]) -> GaugeMetricFamily:
    gauge = GaugeMetricFamily(name, words, labels=labels)
    for *values, number in rows:
        gauge.add_metric([str(value) for value in values], float(str(number)))
    return gauge


DATABASE.register(Rows())
