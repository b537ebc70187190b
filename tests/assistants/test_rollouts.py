"""A new version for some of the visitors first."""

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from django.conf import LazySettings
from django.utils import timezone

from assistants.answers import LIVE
from assistants.errors import NotPromotable, RolloutEnded
from assistants.models import Adapter, Assistant, Dataset, Rollout, Training
from assistants.rollout import version_for
from assistants.rollout.choice import falls_to, running
from assistants.rollout.moves import REVIEW
from assistants.workflows import abandon_rollout, change_assistant, confirm_rollout, promote, roll_back
from tenants.models import AuditEvent, Job, Tenant
from tests.assistants.conftest import install_base, program
from tests.assistants.weights import published

pytestmark = pytest.mark.django_db

VISITORS = [UUID(int=number) for number in range(2000)]


@pytest.fixture
def version(assistant: Assistant) -> Callable[..., Adapter]:
    """Makes a version that has sat its exam."""

    def make(number: int) -> Adapter:
        dataset = Dataset.objects.create(assistant=assistant, built_at=timezone.now())
        done = {"state": "succeeded", "not_before": timezone.now()}
        job = Job.objects.create(kind="assistants.train", subject_id=uuid4(), **done)
        training = Training.objects.create(assistant=assistant, dataset=dataset, job=job, base=assistant.base)
        return Adapter.objects.create(
            assistant=assistant, training=training, name=published(number), version=number, state="refused"
        )

    return make


@pytest.fixture
def tried(assistant: Assistant, version: Callable[..., Adapter]) -> Rollout:
    """Version 2, tried by half of the visitors beside version 1."""
    promote(version(1))
    change_assistant(assistant, {"canary": 50})
    promote(version(2))
    rollout = running(assistant)
    assert rollout
    return rollout


def live(assistant: Assistant) -> Adapter | None:
    return Assistant.objects.select_related("live_adapter").get(pk=assistant.pk).live_adapter


@pytest.mark.parametrize("share", [10, 50])
def test_about_the_share_of_visitors_tries_it_always_the_same_ones(share: int) -> None:
    rollout, next_one = UUID(int=1), UUID(int=2)
    chosen = {visitor for visitor in VISITORS if falls_to(visitor, rollout, share)}
    assert abs(len(chosen) / len(VISITORS) - share / 100) < 0.04
    assert chosen == {visitor for visitor in VISITORS if falls_to(visitor, rollout, share)}
    assert chosen != {visitor for visitor in VISITORS if falls_to(visitor, next_one, share)}


def test_nobody_and_everybody_are_shares_too() -> None:
    assert not any(falls_to(visitor, UUID(int=1), 0) for visitor in VISITORS)
    assert all(falls_to(visitor, UUID(int=1), 100) for visitor in VISITORS)


def test_without_the_option_a_version_answers_everybody_at_once(
    assistant: Assistant, version: Callable[..., Adapter]
) -> None:
    promote(version(1))
    assert live(assistant) == Adapter.objects.get(version=1)
    assert running(assistant) is None
    assert version_for(assistant, VISITORS[0]) is LIVE


def test_while_it_is_tried_the_others_keep_the_version_before(tried: Rollout, assistant: Assistant) -> None:
    answering = {version_for(assistant, visitor) for visitor in VISITORS[:50]}
    assert answering == {LIVE, tried.adapter}
    assert live(assistant) == tried.previous == Adapter.objects.get(version=1)
    assert Job.objects.filter(kind=REVIEW, subject_id=tried.pk).count() == 1


def test_the_first_version_of_all_is_tried_beside_what_was_there_before(
    assistant: Assistant, version: Callable[..., Adapter]
) -> None:
    change_assistant(assistant, {"canary": 10})
    promote(version(1))
    rollout = running(assistant)
    assert rollout
    assert (rollout.share, rollout.previous, live(assistant)) == (10, None, None)


def test_confirmed_it_answers_everybody(tried: Rollout, assistant: Assistant) -> None:
    confirm_rollout(tried)
    assert live(assistant) == tried.adapter
    assert {version_for(assistant, visitor) for visitor in VISITORS[:50]} == {LIVE}
    tried.refresh_from_db()
    assert (tried.state, tried.ended_at is not None) == ("confirmed", True)
    assert AuditEvent.objects.filter(verb="rollout.confirm").count() == 1


def test_rolled_back_nothing_of_it_is_left(tried: Rollout, assistant: Assistant) -> None:
    abandon_rollout(tried)
    assert live(assistant) == Adapter.objects.get(version=1)
    assert {version_for(assistant, visitor) for visitor in VISITORS[:50]} == {LIVE}


def test_it_ends_once(tried: Rollout, assistant: Assistant) -> None:
    abandon_rollout(tried)
    for again in (confirm_rollout, abandon_rollout):
        with pytest.raises(RolloutEnded, match="ended already"):
            again(tried)
    assert live(assistant) == Adapter.objects.get(version=1)


def test_a_third_version_takes_the_place_of_the_one_on_trial(
    tried: Rollout, assistant: Assistant, version: Callable[..., Adapter]
) -> None:
    promote(version(3))
    tried.refresh_from_db()
    following = running(assistant)
    assert following
    assert (tried.state, following.adapter.version, following.previous) == ("replaced", 3, tried.previous)


def test_a_version_on_trial_is_not_tried_anew(tried: Rollout) -> None:
    with pytest.raises(NotPromotable, match="being tried already"):
        promote(tried.adapter)
    tried.refresh_from_db()
    assert tried.state == "running"


def test_going_back_to_an_earlier_version_ends_the_trial(tried: Rollout, assistant: Assistant) -> None:
    roll_back(assistant, None)
    tried.refresh_from_db()
    assert (tried.state, live(assistant), running(assistant)) == ("rolled_back", None, None)


def test_another_base_model_ends_the_trial(tried: Rollout, assistant: Assistant, settings: LazySettings) -> None:
    install_base(settings, "other")
    change_assistant(assistant, {"base": "other"})
    tried.refresh_from_db()
    assert (tried.state, running(assistant)) == ("replaced", None)


def test_a_version_whose_base_has_gone_cannot_be_confirmed(tried: Rollout, assistant: Assistant) -> None:
    Assistant.objects.filter(pk=assistant.pk).update(base="other")
    tried.refresh_from_db()
    with pytest.raises(NotPromotable):
        confirm_rollout(Rollout.objects.select_related("assistant", "adapter__training").get())


def test_programs_see_and_end_trials_of_their_own_business(
    tried: Rollout, assistant: Assistant, shop: Tenant, other_shop: Tenant
) -> None:
    ours, theirs = program(shop), program(other_shop)
    listed = ours.get(f"/api/v1/assistants/{assistant.pk}/rollouts/").json()["results"]
    assert [(row["adapter"], row["share"], row["state"]) for row in listed] == [(str(tried.adapter_id), 50, "running")]
    for act in ("confirmation", "rollback"):
        assert theirs.post(f"/api/v1/rollouts/{tried.pk}/{act}/").status_code == 404
    assert ours.post(f"/api/v1/rollouts/{tried.pk}/confirmation/").json()["state"] == "confirmed"
    again = ours.post(f"/api/v1/rollouts/{tried.pk}/rollback/")
    assert (again.status_code, again.json()["error"]["code"]) == (409, "rollout_ended")
