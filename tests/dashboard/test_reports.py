"""A report card for the business, and what of it others may see."""

import re

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from assistants.models import ReportCard
from knowledge.models import Question
from tests.dashboard.furnish import REFUSAL, TALKS, House


@pytest.fixture
def page(house: House) -> str:
    return reverse("report", args=[house.assistant.pk, house.ids["report_id"]])


@pytest.fixture
def link(page: str, as_alice: Client) -> str:
    """Where Alice's card is shared."""
    said = as_alice.post(f"{page}/link", follow=True)
    found = re.search(r"http://testserver(/reports/[^<\"]+)", said.text)
    assert found
    return found[1]


def test_counts_are_whole_numbers_and_the_test_is_in_words(page: str, as_alice: Client) -> None:
    text = as_alice.get(page).text
    assert "31 of 40 questions right" in text
    assert "40.0" not in text
    assert "This is unlikely to be chance (p = 0.031)." in text
    assert "(95 % interval)" in text


def test_fix_this_leads_to_a_form_with_the_question_and_saves_a_correction(
    page: str, as_alice: Client, house: House
) -> None:
    fix = f"{page}/questions/4"
    question, gold, _ = TALKS[3]
    assert fix in as_alice.get(page).text
    form = as_alice.get(fix)
    assert question in form.text
    assert gold in form.text
    wrong = as_alice.post(fix, {"question": question, "answer": ""})
    assert (wrong.status_code, "This field is required." in wrong.text) == (422, True)
    saved = as_alice.post(fix, {"question": question, "answer": "Never on Mondays."}, follow=True)
    assert "It answers this from now on" in saved.text
    as_alice.post(fix, {"question": question, "answer": "On Mondays we are closed."})
    pair = Question.across_tenants.get(question=question)
    assert (pair.answer, pair.origin) == ("On Mondays we are closed.", Question.Origin.CORRECTION)


@pytest.mark.parametrize("number", [0, 6])
def test_a_question_that_was_not_asked_cannot_be_fixed(page: str, as_alice: Client, number: int) -> None:
    assert as_alice.get(f"{page}/questions/{number}").status_code == 404


def test_a_shared_card_shows_figures_and_questions_to_anybody(link: str, client: Client, house: House) -> None:
    for reader in (client, Client()):
        shown = reader.get(link)
        assert shown.status_code == 200
        assert "31 of 40 questions right" in shown.text
        assert "(p = 0.031)" in shown.text
        assert all(question in shown.text for question, _, _ in TALKS)


def test_a_shared_card_shows_nothing_else_of_the_business(link: str, client: Client, house: House) -> None:
    text = client.get(link).text
    answers = [answer for _, answer, _ in TALKS if answer]
    kept = [*answers, REFUSAL, "We have many lamps", "lamp.example", "alice@example.com", house.assistant.tenant.name]
    assert not [secret for secret in kept if secret in text]
    assert str(house.assistant.pk) not in text


def test_a_shared_card_is_kept_out_of_search_engines_and_caches(link: str, client: Client) -> None:
    shown = client.get(link)
    assert '<meta name="robots" content="noindex, nofollow">' in shown.text
    assert shown["X-Robots-Tag"] == "noindex, nofollow"
    assert shown["Cache-Control"] == "no-store"
    assert shown["Referrer-Policy"] == "no-referrer"


def test_a_link_that_was_turned_off_leads_nowhere(link: str, page: str, as_alice: Client, client: Client) -> None:
    assert "The link has ended." in as_alice.post(f"{page}/link/removal", follow=True).text
    assert client.get(link).status_code == 404
    as_alice.post(f"{page}/link")
    assert client.get(link).status_code == 404


def test_a_card_that_is_not_shared_and_a_guessed_link_lead_nowhere(
    house: House, link: str, client: Client, as_alice: Client
) -> None:
    other = ReportCard.across_tenants.exclude(pk=house.ids["report_id"]).get()
    token = link.rsplit("/", 1)[1]
    for card, said in [(other.pk, token), (house.ids["report_id"], "x" * 43), (house.ids["run_id"], token)]:
        path = reverse("shared-report", args=[card, said])
        assert client.get(path).status_code == 404
        assert as_alice.get(path).status_code == 404
    assert client.post(link).status_code == 405


def test_a_teammate_cannot_turn_sharing_on_but_off(page: str, house: House, bob: User, as_alice: Client) -> None:
    as_bob = Client()
    as_bob.force_login(bob)
    assert "Only the owner of the business can share" in as_bob.get(page).text
    refused = as_bob.post(f"{page}/link", follow=True)
    assert "Only the owner can share a report card." in refused.text
    assert not ReportCard.across_tenants.get(pk=house.ids["report_id"]).share_key
    as_alice.post(f"{page}/link")
    as_bob.post(f"{page}/link/removal")
    assert not ReportCard.across_tenants.get(pk=house.ids["report_id"]).share_key


def test_charlie_reads_a_shared_card_but_cannot_end_the_link(link: str, page: str, as_charlie: Client) -> None:
    assert as_charlie.get(link).status_code == 200
    assert as_charlie.post(f"{page}/link/removal").status_code == 404
    assert as_charlie.get(link).status_code == 200
