"""Counts for Prometheus, over all tenants: numbers only, no names."""

import hmac
from collections.abc import Iterable, Iterator

from django.conf import settings
from django.db.models import Count
from django.http import HttpRequest, HttpResponse

from chat.models import Message
from tenants.models import Job, Tenant

LOOPBACK = {"127.0.0.1", "::1"}


def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus text, for holders of METRICS_TOKEN or, where none is set, for this machine."""
    if not _may_read(request):
        return HttpResponse("Send METRICS_TOKEN as a bearer token.\n", status=403, content_type="text/plain")
    return HttpResponse("".join(_lines()), content_type="text/plain; version=0.0.4")


def _may_read(request: HttpRequest) -> bool:
    if settings.METRICS_TOKEN:
        sent = request.headers.get("Authorization", "").removeprefix("Bearer ")
        return hmac.compare_digest(sent.encode(), settings.METRICS_TOKEN.encode())
    return request.META.get("REMOTE_ADDR") in LOOPBACK and "X-Forwarded-For" not in request.headers


def _lines() -> Iterator[str]:
    jobs = Job.across_tenants.order_by().values_list("kind", "state").annotate(n=Count("pk"))
    messages = Message.across_tenants.order_by().values_list("role", "state").annotate(n=Count("pk"))
    yield from _gauge("botwright_tenants", "Businesses.", (), [(Tenant.objects.count(),)])
    yield from _gauge("botwright_jobs", "Background jobs.", ("kind", "state"), jobs)
    yield from _gauge("botwright_messages", "Messages stored.", ("role", "state"), messages)


def _gauge(name: str, words: str, labels: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> Iterator[str]:
    yield f"# HELP {name} {words}\n# TYPE {name} gauge\n"
    for *values, count in rows:
        tags = ",".join(f'{label}="{value}"' for label, value in zip(labels, values, strict=True))
        yield f"{name}{{{tags}}} {count}\n" if tags else f"{name} {count}\n"
