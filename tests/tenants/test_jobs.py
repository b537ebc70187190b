"""A job is done once, whoever is killed, lost or late."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import OperationalError
from django.utils import timezone

from tenants.errors import UserError
from tenants.jobs import JobContext, LeaseLost, cancel, context, enqueue, handler, queue, registry
from tenants.jobs.runner import Runner, run_job
from tenants.models import Job, Tenant
from tenants.scope import tenant_scope

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def work() -> Iterator[list[JobContext]]:
    """A handler that notes its calls, or raises what `error` holds."""
    calls: list[JobContext] = []

    @handler("test.note", lane="test")
    def note(context: JobContext) -> None:
        calls.append(context)
        if context.job.progress.get("raise"):
            raise {"user": UserError("No such page.", "Check the address."), "bug": RuntimeError("bug")}[
                context.job.progress["raise"]
            ]

    yield calls
    del registry._handlers["test.note"]


def _expire(job: Job) -> None:
    Job.across_tenants.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))


def test_a_job_runs_in_its_tenants_scope_and_succeeds(in_shop: Tenant, work: list[JobContext]) -> None:
    job = enqueue("test.note", uuid4())
    Runner().drain()
    job.refresh_from_db()
    assert (job.state, job.attempt, len(work)) == (Job.State.SUCCEEDED, 1, 1)


def test_a_claimed_job_is_not_claimed_again(in_shop: Tenant, work: list[JobContext]) -> None:
    enqueue("test.note", uuid4())
    assert queue.claim(["test.note"], "one") is not None
    assert queue.claim(["test.note"], "two") is None


def test_an_abandoned_job_is_taken_over_and_the_first_runner_writes_nothing_more(
    in_shop: Tenant, work: list[JobContext]
) -> None:
    enqueue("test.note", uuid4())
    first = queue.claim(["test.note"], "one")
    assert first is not None
    _expire(first)
    second = queue.claim(["test.note"], "two")
    assert second is not None
    with pytest.raises(LeaseLost):
        JobContext(first).progress(step=1)
    assert not queue.finish(first, Job.State.SUCCEEDED)
    assert queue.finish(second, Job.State.SUCCEEDED)


def test_an_error_that_a_person_can_mend_ends_the_job_with_its_words(in_shop: Tenant, work: list[JobContext]) -> None:
    job = enqueue("test.note", uuid4())
    Job.objects.filter(pk=job.pk).update(progress={"raise": "user"})
    Runner().drain()
    job.refresh_from_db()
    assert (job.state, job.error) == (Job.State.FAILED, "No such page. Check the address.")


def test_any_other_error_is_tried_again_later_and_then_given_up(in_shop: Tenant, work: list[JobContext]) -> None:
    job = enqueue("test.note", uuid4(), max_attempts=2)
    Job.objects.filter(pk=job.pk).update(progress={"raise": "bug"})
    Runner().drain()
    job.refresh_from_db()
    assert job.state == Job.State.QUEUED
    assert job.not_before > timezone.now()
    Job.objects.filter(pk=job.pk).update(not_before=timezone.now())
    Runner().drain()
    job.refresh_from_db()
    assert (job.state, job.error) == (Job.State.FAILED, "RuntimeError: bug")


def test_a_job_that_kills_its_worker_is_given_up(in_shop: Tenant, work: list[JobContext]) -> None:
    job = enqueue("test.note", uuid4(), max_attempts=2)
    for _ in range(2):
        claimed = queue.claim(["test.note"], "doomed")
        assert claimed is not None
        _expire(claimed)
    Runner().drain()
    job.refresh_from_db()
    assert (job.state, job.error_code, work) == (Job.State.FAILED, "gave_up", [])


def test_a_waiting_job_is_cancelled_at_once_and_a_running_one_at_its_next_check(
    in_shop: Tenant, work: list[JobContext]
) -> None:
    waiting = enqueue("test.note", uuid4())
    cancel(waiting)
    assert waiting.state == Job.State.CANCELLED
    enqueue("test.note", uuid4())
    running = queue.claim(["test.note"], "one")
    assert running is not None
    cancel(running)
    run_job(running)
    running.refresh_from_db()
    assert running.state == Job.State.CANCELLED


def test_a_busy_tenant_does_not_keep_another_waiting(shop: Tenant, other_shop: Tenant, work: list[JobContext]) -> None:
    with tenant_scope(shop):
        for _ in range(5):
            enqueue("test.note", uuid4())
    with tenant_scope(other_shop):
        enqueue("test.note", uuid4())
    claimed = [queue.claim(["test.note"], "one") for _ in range(2)]
    assert {job.tenant_id for job in claimed if job} == {shop.pk, other_shop.pk}


def test_a_busy_database_costs_a_heartbeat_and_not_the_lease(
    in_shop: Tenant, work: list[JobContext], monkeypatch: pytest.MonkeyPatch
) -> None:
    beats: list[int] = []

    def renew(job: Job) -> Job:
        beats.append(1)
        if len(beats) == 1:
            raise OperationalError("database is locked")
        return job

    monkeypatch.setattr(context, "HEARTBEAT_SECONDS", 0.01)
    monkeypatch.setattr(queue, "renew", renew)
    enqueue("test.note", uuid4())
    job = queue.claim(["test.note"], "one")
    assert job is not None
    with JobContext(job) as held:
        while len(beats) < 3:
            held.check()
