"""Tenants that live for one exam."""

import shutil
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import transaction

from assistants import store
from assistants.exam import website
from assistants.exam.acceptance import Subject
from assistants.models import Adapter, Assistant, Training
from knowledge.models import Source
from knowledge.workflows import add_text, add_website
from tenants.errors import UserError
from tenants.jobs import queue
from tenants.jobs.runner import run_job
from tenants.models import Job, Tenant
from tenants.scope import tenant_scope
from tenants.workflows import open_tenant

PAUSE_SECONDS = 0.3


@contextmanager
def tenant_of(
    subject: Subject,
    style: Assistant.Style = Assistant.Style.SENTENCE,
    wording: Assistant.Wording = Assistant.Wording.PAGE,
    *,
    keep: bool = False,
) -> Iterator[Assistant]:
    """A new tenant with its assistant, in its scope; removed at the end unless `keep`."""
    tenant = open_tenant(subject.name.replace("_", " ")[:120], None)
    with tenant_scope(tenant):
        try:
            Assistant.objects.update(style=style, wording=wording)
            yield Assistant.objects.select_related("tenant", "live_adapter").get()
        finally:
            if not keep:
                remove(tenant)


def ingest(subject: Subject) -> list[Source]:
    """Its documents through the normal path, in their order. Raises UserError when one cannot be read."""
    title = subject.name.replace("_", " ")
    sources = [add_text(title, text) for text in subject.documents]
    work_off(["knowledge.read"])
    for source in sources:
        _check_read(source, f"A document of {title}")
    return sources


def crawl(subject: Subject, folder: Path) -> Source:
    """A folder of HTML as its website, read by the product's crawler. Raises UserError when it cannot be read."""
    pages = website.count(folder)
    with website.serving(folder, subject) as url:
        source = add_website(url, page_budget=pages)
        work_off(["knowledge.read"])
    _check_read(source, f"The website in {folder}")
    return source


def _check_read(source: Source, name: str) -> None:
    source.refresh_from_db()
    if source.state != Source.State.READY:
        raise UserError(f"{name} could not be read. {source.error}", "Is the engine running?")


def work_off(kinds: Collection[str], report: Callable[[Job], None] = lambda job: None) -> None:
    """Runs the scope's unfinished jobs of these kinds here, beside a worker if there is one, until all have ended."""
    while unfinished := list(Job.objects.filter(kind__in=kinds, state__in=Job.ACTIVE)[:1]):
        if job := queue.claim(list(kinds), "exam"):
            run_job(job)
        else:
            report(unfinished[0])
            time.sleep(PAUSE_SECONDS)


def remove(tenant: Tenant) -> None:
    """Everything of a tenant: rows, job folders, and adapters that no other tenant has by the same name."""
    with tenant_scope(tenant):
        folders = [training.folder for training in Training.objects.all()]
        names = set(Adapter.objects.values_list("name", flat=True))
    with transaction.atomic():
        tenant.delete()
    shared = set(Adapter.across_tenants.filter(name__in=names).values_list("name", flat=True))
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)
    for name in names - shared:
        store.adapters().remove(name)
