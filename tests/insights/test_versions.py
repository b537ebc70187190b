"""How versions do among visitors, and what a trial of one shows."""

import math
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from assistants.models import Adapter, Assistant, Dataset, ReportCard, Rollout, Training
from assistants.rollout.moves import REVIEW, begin
from chat.models import Conversation, Message
from insights.statistics import fisher
from insights.tally import Tally
from insights.tasks import review_rollout
from insights.trial import ENOUGH, trial
from insights.versions import versions
from tenants.jobs import JobContext, queue
from tenants.models import Job, Tenant

pytestmark = pytest.mark.django_db

Answered = Callable[..., None]


@pytest.fixture
def assistant(in_shop: Tenant) -> Assistant:
    return Assistant.objects.select_related("tenant").get()


@pytest.fixture
def answered(assistant: Assistant) -> Answered:
    """Stores answers of a version, `ago` days ago."""
    talk = Conversation.objects.create(assistant=assistant)

    def store(adapter: str, count: int, *, ago: int = 0, channel: str = "widget", **fields: Any) -> None:
        where = talk if channel == "widget" else Conversation.objects.create(assistant=assistant, channel=channel)
        rows = [
            Message(tenant=assistant.tenant, conversation=where, role="assistant", adapter=adapter, **fields)
            for _ in range(count)
        ]
        Message.objects.bulk_create(rows)
        at = timezone.now() - timedelta(days=ago)
        Message.objects.filter(pk__in=[row.pk for row in rows]).update(created_at=at)

    return store


def version(assistant: Assistant, number: int, exam: tuple[int, int] = (0, 0)) -> Adapter:
    """A version; `exam`: how many of how many questions it turned away."""
    dataset = Dataset.objects.create(assistant=assistant, built_at=timezone.now())
    job = Job.objects.create(kind="assistants.train", subject_id=uuid4(), state="succeeded", not_before=timezone.now())
    training = Training.objects.create(assistant=assistant, dataset=dataset, job=job, base=assistant.base)
    adapter = Adapter.objects.create(
        assistant=assistant, training=training, name=f"a-{number}", version=number, state="promoted"
    )
    refused, asked = exam
    rows = [
        {"answers": {"base": {"refused": True}, "candidate": {"refused": place < refused}}} for place in range(asked)
    ]
    ReportCard.objects.create(training=training, adapter=adapter, rows=rows, promoted=True, reason="It won.")
    return adapter


@pytest.mark.parametrize(
    ("counts", "two_sided", "higher"),
    [
        # Fisher's tea, as R's fisher.test gives it.
        ((3, 4, 1, 4), 0.4857143, 0.2428571),
        ((1, 10, 11, 14), 0.0027594, 0.9999663),
        ((0, 0, 3, 10), 1.0, 1.0),
        ((5, 5, 5, 5), 1.0, 1.0),
    ],
)
def test_fishers_exact_test_gives_the_published_values(
    counts: tuple[int, int, int, int], two_sided: float, higher: float
) -> None:
    found = fisher(*counts)
    assert math.isclose(found.two_sided, two_sided, abs_tol=1e-6)
    assert math.isclose(found.higher, higher, abs_tol=1e-6)


def test_the_test_of_large_groups_stays_a_probability() -> None:
    found = fisher(10_000, 50_000, 10_000, 50_000)
    assert math.isclose(found.two_sided, 1.0, abs_tol=1e-6)
    assert 0.5 < found.higher < 0.51


def test_a_versions_days_are_counted_apart(assistant: Assistant, answered: Answered) -> None:
    version(assistant, 1)
    answered("a-1", 3, ago=1)
    answered("a-1", 2, refused=True)
    answered("a-1", 1, state="failed")
    answered("a-1", 1, rating="down")
    answered("a-1", 5, channel="api")
    answered("a-1", 5, channel="playground")
    (found,) = versions(assistant, 7)
    assert found.label == "Version 1"
    assert list(found.days.values()) == [Tally(answers=3), Tally(answers=3, refused=2, broken=1, down=1)]
    assert found.total == Tally(answers=6, refused=2, broken=1, down=1)


def test_the_latest_version_comes_first_each_beside_the_one_before(assistant: Assistant, answered: Answered) -> None:
    version(assistant, 1)
    version(assistant, 2)
    answered("", 4, ago=5)
    answered("a-1", 4, ago=3)
    answered("a-2", 4)
    answered("a-gone", 4, ago=30)
    found = versions(assistant, 7)
    assert [one.label for one in found] == ["Version 2", "Version 1", "The base model"]
    assert [{finding.other for finding in one.findings} for one in found] == [{"version 1"}, {"the base model"}, set()]


def test_more_refusals_than_in_the_exam_are_told_in_words(assistant: Assistant, answered: Answered) -> None:
    version(assistant, 1, exam=(4, 40))
    answered("a-1", 60)
    answered("a-1", 40, refused=True)
    (found,) = versions(assistant, 7)
    (finding,) = found.findings
    assert found.worse
    assert finding.words.startswith("40% here, 10% in its exam: clearly more, chance hardly explains it (p = 0.0")


def test_a_small_difference_is_called_chance(assistant: Assistant, answered: Answered) -> None:
    version(assistant, 1, exam=(4, 40))
    answered("a-1", 17)
    answered("a-1", 3, refused=True)
    (found,) = versions(assistant, 7)
    assert not found.worse
    assert "is often chance" in found.findings[0].words


def test_without_a_thumb_nothing_is_said_about_thumbs(assistant: Assistant, answered: Answered) -> None:
    version(assistant, 1)
    answered("", 5, ago=1)
    answered("a-1", 5)
    words = {finding.measure.label: finding.words for finding in versions(assistant, 7)[0].findings}
    assert words["Rated “not helpful”"] == "Too little is known yet to compare it with the base model."


@pytest.fixture
def rollout(assistant: Assistant) -> Rollout:
    begin(version(assistant, 2), version(assistant, 1), 50)
    return Rollout.objects.select_related("assistant", "adapter").get()


def review() -> Job:
    """Runs the review that is due."""
    Job.objects.filter(kind=REVIEW).update(not_before=timezone.now())
    job = queue.claim([REVIEW], "test")
    assert job
    review_rollout(JobContext(job))
    queue.finish(job, Job.State.SUCCEEDED)
    return job


def test_only_what_was_answered_during_the_trial_counts(rollout: Rollout, answered: Answered) -> None:
    answered("a-1", 7, ago=1)
    answered("a-1", 3)
    answered("a-2", 2)
    answered("a-2", 2, channel="playground")
    found = trial(rollout)
    assert (found.ours.answers, found.theirs.answers) == (2, 3)
    assert f"After {ENOUGH} it is confirmed by itself" in found.words


def test_the_rule_confirms_a_version_that_does_no_worse(
    rollout: Rollout, answered: Answered, assistant: Assistant
) -> None:
    for name in ("a-1", "a-2"):
        answered(name, ENOUGH - 20)
        answered(name, 20, refused=True)
    review()
    rollout.refresh_from_db()
    assert rollout.state == "confirmed"
    assert rollout.reason.startswith("Confirmed by the rule.")
    assert Assistant.objects.get().live_adapter_id == rollout.adapter_id
    assert not Job.objects.filter(kind=REVIEW, state="queued").exists()


@pytest.mark.parametrize("how", [{"refused": True}, {"rating": "down"}, {"state": "failed"}])
def test_the_rule_waits_for_a_person_when_something_is_worse(
    rollout: Rollout, answered: Answered, how: dict[str, Any]
) -> None:
    for name in ("a-1", "a-2"):
        answered(name, ENOUGH, rating="up")
    answered("a-2", 20, **how)
    review()
    rollout.refresh_from_db()
    assert rollout.state == "running"
    assert "may be worse" in trial(rollout).words
    assert Job.objects.filter(kind=REVIEW, state="queued").count() == 1


def test_too_early_the_rule_looks_again_later(rollout: Rollout, answered: Answered) -> None:
    answered("a-2", ENOUGH - 1)
    answered("a-1", 50)
    review()
    job = Job.objects.get(kind=REVIEW, state="queued")
    assert job.not_before > timezone.now() + timedelta(minutes=5)
    rollout.refresh_from_db()
    assert rollout.state == "running"


def test_a_review_done_twice_leaves_one_following(rollout: Rollout) -> None:
    job = review()
    review_rollout(JobContext(job))
    assert Job.objects.filter(kind=REVIEW, state="queued").count() == 1


def test_a_trial_that_has_ended_is_not_reviewed_again(rollout: Rollout) -> None:
    Rollout.objects.update(state="rolled_back")
    review()
    assert not Job.objects.filter(kind=REVIEW, state="queued").exists()
