"""A version on trial and the next training, as Alice sees and decides them."""

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse

from assistants.models import Assistant, Dataset, Rollout
from assistants.rollout.knowledge import remember
from chat.models import Message
from knowledge.models import Passage
from tenants.scope import tenant_scope
from tests.dashboard.furnish import House


def at(house: House, name: str, **more: object) -> str:
    return reverse(name, kwargs={"assistant_id": house.assistant.pk, **more})


def test_the_overview_shows_the_trial_with_its_two_ends(house: House, as_alice: Client) -> None:
    for page in ("overview", "training"):
        text = as_alice.get(at(house, page)).text
        assert "is being tried by 10 % of your visitors" in text
        assert at(house, "confirm-rollout", rollout_id=house.ids["rollout_id"]) in text
        assert at(house, "abandon-rollout", rollout_id=house.ids["rollout_id"]) in text


@pytest.mark.parametrize(
    ("act", "state", "version"), [("confirm-rollout", "confirmed", 2), ("abandon-rollout", "rolled_back", 1)]
)
def test_one_click_ends_the_trial(house: House, as_alice: Client, act: str, state: str, version: int) -> None:
    path = at(house, act, rollout_id=house.ids["rollout_id"])
    assert "is being tried" not in as_alice.post(path, follow=True).text
    assert Rollout.across_tenants.get().state == state
    live = Assistant.across_tenants.select_related("live_adapter").get(pk=house.assistant.pk).live_adapter
    assert live is not None
    assert live.version == version
    assert "has ended already" in as_alice.post(path, follow=True).text


def test_who_tries_a_version_first_is_a_choice(house: House, as_alice: Client) -> None:
    for said, kept in (("50", 50), ("33", 50), ("0", 0)):
        as_alice.post(at(house, "set-canary"), {"canary": said})
        assert Assistant.across_tenants.get(pk=house.assistant.pk).canary == kept


@pytest.fixture
def outdated(house: House) -> None:
    """The knowledge has moved on since the last training."""
    with tenant_scope(house.assistant.tenant):
        dataset = house.assistant.trainings.latest("created_at").dataset
        remember(dataset)
        Passage.objects.all().delete()


@pytest.mark.usefixtures("outdated")
def test_a_training_is_proposed_with_one_button(house: House, as_alice: Client) -> None:
    text = as_alice.get(at(house, "overview")).text
    assert "It may be worth training again." in text
    assert "passages of your knowledge have changed" in text
    assert at(house, "train-again") in text


@pytest.mark.usefixtures("outdated")
def test_a_proposed_training_that_cannot_start_says_why(house: House, as_alice: Client, settings: LazySettings) -> None:
    settings.ENGINE_URL = "http://127.0.0.1:9"
    sets = Dataset.across_tenants.count()
    said = as_alice.post(at(house, "train-again"), follow=True)
    assert "is not installed" in said.text or "does not answer" in said.text
    assert Dataset.across_tenants.count() == sets


def test_nothing_is_proposed_without_a_reason(house: House, as_alice: Client) -> None:
    assert "worth training again" not in as_alice.get(at(house, "overview")).text


def test_insights_show_each_version_beside_the_one_before(house: House, as_alice: Client) -> None:
    names = dict(house.assistant.adapters.values_list("version", "name"))
    Message.across_tenants.filter(role="assistant").update(adapter=names[1])
    text = as_alice.get(at(house, "insights")).text
    assert "Versions among visitors" in text
    assert "Version 1" in text
    assert "beside its exam" in text


def test_a_spent_budget_is_told_to_the_business(house: House, as_alice: Client) -> None:
    assert "answers are given" not in as_alice.get(at(house, "overview")).text
    Assistant.across_tenants.filter(pk=house.assistant.pk).update(daily_answers=1)
    assert "1 answers are given" in as_alice.get(at(house, "overview")).text
