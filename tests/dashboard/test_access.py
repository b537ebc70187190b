"""Every address of the dashboard, tried by everybody."""

from collections.abc import Iterator

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import URLPattern, URLResolver, reverse

from dashboard import urls
from dashboard.invitations import Invitation
from tests.dashboard.furnish import House

OPEN_TO_ALL = {"home", "api-reference"}
BY_LINK = {"join", "shared-report"}
ONLY_POST = {
    "add-website",
    "add-files",
    "add-text",
    "add-question",
    "read-again",
    "remove-source",
    "remove-question",
    "build-dataset",
    "review",
    "import-rows",
    "start-training",
    "cancel-training",
    "draw-curve",
    "promote",
    "roll-back",
    "set-canary",
    "confirm-rollout",
    "abandon-rollout",
    "train-again",
    "install-model",
    "choose-model",
    "remove-member",
    "revoke-key",
    "make-identity-secret",
    "add-public-key",
    "revoke-identity-key",
    "limits",
    "playground-session",
    "start-over",
    "share-report",
    "unshare-report",
    "add-exam",
    "remove-exam",
    "correction",
    "origins",
    "install-check",
    "remove-canned-answer",
    "import-phrasings",
    "intent-threshold",
    "tune-intents",
    "stop-tuning-intents",
    "remove-intent",
    "forget-lead",
}


def named(
    patterns: list[URLPattern | URLResolver], outer: frozenset[str] = frozenset()
) -> Iterator[tuple[str, set[str]]]:
    """Every address's name, with the names of what it takes."""
    for one in patterns:
        takes = outer | set(one.pattern.converters)
        if isinstance(one, URLResolver):
            yield from named(one.url_patterns, frozenset(takes))
        else:
            assert one.name, f"{one.pattern} has no name"
            yield one.name, set(takes)


ALL = dict(named(urls.urlpatterns))
OF_AN_ASSISTANT = sorted(name for name, takes in ALL.items() if "assistant_id" in takes)


def address(house: House, name: str) -> str:
    return reverse(name, kwargs={part: house.ids[part] for part in ALL[name]})


def test_every_address_is_tried_here() -> None:
    assert set(OF_AN_ASSISTANT) | OPEN_TO_ALL | BY_LINK == set(ALL)
    assert set(OF_AN_ASSISTANT) >= ONLY_POST


@pytest.mark.parametrize("name", sorted(set(OF_AN_ASSISTANT) - ONLY_POST))
def test_alice_and_bob_see_the_page(name: str, house: House, as_alice: Client, bob: User) -> None:
    as_bob = Client()
    as_bob.force_login(bob)
    for client in (as_alice, as_bob):
        response = client.get(address(house, name))
        assert response.status_code == 200
        assert response["Content-Security-Policy"].startswith("default-src 'none'; script-src 'self';")


@pytest.mark.parametrize("name", OF_AN_ASSISTANT)
def test_charlie_finds_nothing(name: str, house: House, as_charlie: Client) -> None:
    if name not in ONLY_POST:
        assert as_charlie.get(address(house, name)).status_code == 404
    assert as_charlie.post(address(house, name)).status_code == 404


@pytest.mark.parametrize("name", OF_AN_ASSISTANT)
def test_a_stranger_is_asked_to_sign_in(name: str, house: House, client: Client) -> None:
    response = client.post(address(house, name))
    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/?next=")


@pytest.mark.parametrize("name", sorted(ONLY_POST))
def test_what_changes_something_is_never_a_link(name: str, house: House, as_alice: Client) -> None:
    assert as_alice.get(address(house, name)).status_code == 405


@pytest.mark.parametrize("name", sorted(ONLY_POST))
def test_a_form_of_another_website_changes_nothing(name: str, house: House, alice: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(alice)
    assert strict.post(address(house, name)).status_code == 403


def test_charlie_does_not_reach_alices_rows_through_his_own_assistant(
    house: House, as_charlie: Client, other_shop: object
) -> None:
    own = as_charlie.get("/").headers["Location"]
    his = house.ids | {"assistant_id": own.strip("/").split("/")[1]}
    for name in OF_AN_ASSISTANT:
        takes = ALL[name] - {"assistant_id"}
        if takes - {"version"}:
            path = reverse(name, kwargs={part: his[part] for part in ALL[name]})
            assert as_charlie.post(path).status_code == 404, name


@pytest.mark.parametrize("name", sorted(OPEN_TO_ALL))
def test_open_pages_are_open(name: str, client: Client, db: None) -> None:
    assert client.get(reverse(name)).status_code == 200


def test_home_leads_to_ones_own_assistant(house: House, as_alice: Client) -> None:
    assert as_alice.get("/")["Location"] == f"/a/{house.assistant.pk}/"


def test_an_invitation_lets_charlie_in(house: House, alice: User, as_charlie: Client) -> None:
    path = reverse("join", args=[Invitation.write(house.assistant.tenant, alice)])
    assert as_charlie.get(path).status_code == 200
    assert as_charlie.post(path)["Location"] == f"/a/{house.assistant.pk}/"
    assert as_charlie.get(f"/a/{house.assistant.pk}/").status_code == 200


def test_an_invitation_ends_when_its_host_has_left(house: House, bob: User, as_charlie: Client) -> None:
    path = reverse("join", args=[Invitation.write(house.assistant.tenant, bob)])
    bob.memberships.all().delete()
    response = as_charlie.post(path)
    assert response.status_code == 410
    assert "Ask the person who sent it for a new one." in response.text
