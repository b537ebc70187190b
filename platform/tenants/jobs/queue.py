"""The claim and the ends of a job: every change of a row's state is one conditional update here."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db.models import Count, F, Max, Min, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from tenants import trail
from tenants.jobs import carrier
from tenants.models import Job

LEASE = timedelta(seconds=60)
BACKOFF = timedelta(seconds=5)
# How often another runner may be faster before this one looks again later.
MOST_RACES = 8


def enqueue(kind: str, subject_id: UUID, *, max_attempts: int = 3) -> Job:
    """A waiting row of the scope's tenant. Call it inside the transaction that makes the subject."""
    seen = trail.current()
    job = Job.objects.create(
        kind=kind,
        subject_id=subject_id,
        max_attempts=max_attempts,
        not_before=timezone.now(),
        request_id=seen.request_id,
        traceparent=seen.traceparent,
    )
    carrier.announce(kind)
    return job


def latest(kind: str, subject_id: UUID) -> Job | None:
    """The newest job of this kind for this subject, in the scope's tenant."""
    return Job.objects.filter(kind=kind, subject_id=subject_id).order_by("-created_at").first()


def cancel(job: Job) -> None:
    """Asks a job to stop: a waiting one ends here, a running one at its next check."""
    waiting = Job.across_tenants.filter(pk=job.pk, state=Job.State.QUEUED)
    if not waiting.update(state=Job.State.CANCELLED, cancel_requested=True, finished_at=timezone.now()):
        Job.across_tenants.filter(pk=job.pk, state=Job.State.RUNNING).update(cancel_requested=True)
    job.refresh_from_db()


def claim(kinds: list[str], runner: str) -> Job | None:
    """Takes the next job of these kinds, or None when none is due.

    Fair among tenants: first those with the fewest running jobs, then those that were served longest ago.
    """
    for _ in range(MOST_RACES):
        candidate = _next(kinds)
        if candidate is None:
            return None
        taken = Job.across_tenants.filter(pk=candidate.pk, fence=candidate.fence, state=candidate.state).update(
            state=Job.State.RUNNING,
            fence=F("fence") + 1,
            attempt=F("attempt") + 1,
            runner=runner,
            lease_until=timezone.now() + LEASE,
            started_at=Coalesce(F("started_at"), timezone.now()),
        )
        if taken:
            return Job.across_tenants.select_related("tenant").get(pk=candidate.pk)
    return None


def _next(kinds: list[str]) -> Job | None:
    """Tenants are compared, not their jobs, so that one with a thousand of them costs no more than one with one."""
    now = timezone.now()
    waiting = Q(state=Job.State.QUEUED, not_before__lte=now)
    abandoned = Q(state=Job.State.RUNNING, lease_until__lte=now)
    due = Job.across_tenants.filter(waiting | abandoned, kind__in=kinds).order_by()
    oldest = dict(due.values_list("tenant").annotate(Min("created_at")))
    if not oldest:
        return None
    theirs = Job.across_tenants.filter(tenant__in=due.values("tenant")).order_by()
    held = theirs.filter(state=Job.State.RUNNING, lease_until__gt=now)
    running = dict(held.values_list("tenant").annotate(Count("pk")))
    served = dict(theirs.exclude(started_at=None).values_list("tenant").annotate(Max("started_at")))
    never = datetime.min.replace(tzinfo=UTC)
    order = sorted(oldest, key=lambda tenant: (running.get(tenant, 0), served.get(tenant, never), oldest[tenant]))
    jobs = (due.filter(tenant=tenant).order_by("created_at").first() for tenant in order)
    return next((job for job in jobs if job), None)


def renew(job: Job) -> Job | None:
    """Extends the lease; returns the row as it stands, or None when the lease has been lost."""
    held = Job.across_tenants.filter(pk=job.pk, fence=job.fence, state=Job.State.RUNNING)
    if not held.update(lease_until=timezone.now() + LEASE):
        return None
    return Job.across_tenants.get(pk=job.pk)


def report(job: Job, progress: dict[str, object]) -> bool:
    """Writes progress; False when the lease has been lost."""
    held = Job.across_tenants.filter(pk=job.pk, fence=job.fence, state=Job.State.RUNNING)
    return bool(held.update(progress=progress))


def finish(job: Job, state: Job.State, *, code: str = "", error: str = "") -> bool:
    """Ends a running job; False when the lease has been lost, so that the end belongs to another runner."""
    held = Job.across_tenants.filter(pk=job.pk, fence=job.fence, state=Job.State.RUNNING)
    return bool(held.update(state=state, error_code=code, error=error, finished_at=timezone.now(), lease_until=None))


def retry(job: Job, *, code: str, error: str) -> bool:
    """Puts a running job back to wait, longer after each attempt."""
    held = Job.across_tenants.filter(pk=job.pk, fence=job.fence, state=Job.State.RUNNING)
    return bool(
        held.update(
            state=Job.State.QUEUED,
            error_code=code,
            error=error,
            lease_until=None,
            not_before=timezone.now() + BACKOFF * 2**job.attempt,
        )
    )
