"""A report card is shown to whoever has its link, until the business ends that."""

import pytest
from django.contrib.auth.models import User

from assistants.exam.share import link_token, shared_card
from assistants.models import Assistant, Dataset, ReportCard, Training
from assistants.models.adapter import Adapter
from assistants.workflows.sharing import share, unshare
from tenants.errors import UserError
from tenants.jobs import enqueue
from tenants.models import AuditEvent


@pytest.fixture
def card(assistant: Assistant) -> ReportCard:
    dataset = Dataset.objects.create(assistant=assistant)
    job = enqueue("assistants.train", dataset.pk)
    training = Training.objects.create(assistant=assistant, dataset=dataset, job=job, base="x")
    adapter = Adapter.objects.create(assistant=assistant, training=training, name="a-1", version=1)
    return ReportCard.objects.create(training=training, adapter=adapter, promoted=True, reason="It is live.")


def test_its_link_opens_it_without_a_tenant(card: ReportCard, alice: User) -> None:
    token = share(card, alice)
    assert shared_card(card.pk, token) == card
    assert share(card, alice) == token


def test_a_card_that_is_not_shared_has_no_link(card: ReportCard) -> None:
    assert link_token(card) == ""
    assert shared_card(card.pk, "") is None


@pytest.mark.parametrize("change", [lambda token: "", lambda token: token[:-1], lambda token: f"x:{token}"])
def test_no_other_link_opens_it(card: ReportCard, alice: User, change) -> None:
    assert shared_card(card.pk, change(share(card, alice))) is None


def test_what_the_database_holds_does_not_open_it(card: ReportCard, alice: User) -> None:
    share(card, alice)
    card.refresh_from_db()
    assert shared_card(card.pk, card.share_key) is None


def test_a_link_that_was_ended_stays_ended(card: ReportCard, alice: User, bob: User) -> None:
    old = share(card, alice)
    unshare(card, bob)
    assert shared_card(card.pk, old) is None
    assert share(card, alice) != old
    assert shared_card(card.pk, old) is None


def test_only_the_owner_shares(card: ReportCard, bob: User, charlie: User) -> None:
    for person in (bob, charlie, None):
        with pytest.raises(UserError, match="Only the owner"):
            share(card, person)
    assert not card.share_key


def test_both_are_in_the_audit_trail(card: ReportCard, alice: User) -> None:
    share(card, alice)
    unshare(card, alice)
    unshare(card, alice)
    verbs = AuditEvent.objects.filter(verb__startswith="report.").order_by("at")
    assert [event.verb for event in verbs] == ["report.share", "report.unshare"]
