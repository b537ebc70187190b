"""The background work of this app: looking after rollouts."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from assistants.models import Rollout
from assistants.rollout.moves import ATTEMPTS, REVIEW
from assistants.workflows import confirm_rollout
from insights.trial import trial
from tenants.jobs import JobContext, enqueue, handler
from tenants.models import Job

AGAIN_AFTER = timedelta(minutes=10)


@handler(REVIEW)
def review_rollout(context: JobContext) -> None:
    """Confirms a version that has done no worse than the one before; looks again later if it is too early to say."""
    running = Rollout.objects.filter(pk=context.subject_id, state=Rollout.State.RUNNING)
    rollout = running.select_related("assistant", "adapter__training__job").first()
    if rollout is None:
        return
    found = trial(rollout)
    if found.passed:
        confirm_rollout(rollout, reason=f"Confirmed by the rule. {found.words}")
    elif not Job.objects.filter(kind=REVIEW, subject_id=rollout.pk, state=Job.State.QUEUED).exists():
        _look_again(rollout)


@transaction.atomic
def _look_again(rollout: Rollout) -> None:
    job = enqueue(REVIEW, rollout.pk, max_attempts=ATTEMPTS)
    job.not_before = timezone.now() + AGAIN_AFTER
    job.save(update_fields=["not_before"])
