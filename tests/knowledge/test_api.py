"""The management API: a program sees and changes its own business's knowledge, and no other."""

from collections.abc import Callable
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import include, path
from rest_framework.test import APIClient
from starlette.applications import Starlette

from knowledge import workflows
from knowledge.models import Question, Source
from tenants.models import ApiKey, Tenant
from tenants.scope import tenant_scope

urlpatterns = [path("api/v1/", include("knowledge.urls"))]
pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


def client_of(tenant: Tenant) -> APIClient:
    with tenant_scope(tenant):
        _, secret = ApiKey.issue("test")
    return APIClient(headers={"Authorization": f"Bearer {secret}"})


@pytest.fixture
def alices(shop: Tenant) -> APIClient:
    return client_of(shop)


@pytest.fixture
def charlies(other_shop: Tenant) -> APIClient:
    return client_of(other_shop)


@pytest.fixture
def source(in_shop: Tenant, engine: Starlette, work: Callable[[], int]) -> Source:
    source = workflows.add_text("Hours", "We open at nine.")
    work()
    return source


@pytest.fixture
def question(in_shop: Tenant, engine: Starlette) -> Question:
    return workflows.add_question("Do you repair zippers?", "Yes.")


@pytest.mark.parametrize(
    "body",
    [
        {"kind": "website", "url": "https://shop.example"},
        {"kind": "text", "title": "Hours", "text": "We open at nine."},
        {"kind": "file", "file": SimpleUploadedFile("a.txt", b"words")},
    ],
    ids=lambda body: body["kind"],
)
def test_a_source_of_each_kind_can_be_added(alices: APIClient, body: dict[str, object]) -> None:
    made = alices.post("/api/v1/sources/", body, format="multipart")
    assert (made.status_code, made.json()["state"]) == (201, "waiting")
    listed = alices.get("/api/v1/sources/").json()["results"]
    assert [row["id"] for row in listed] == [made.json()["id"]]


def test_a_field_that_is_missing_is_named(alices: APIClient) -> None:
    answer = alices.post("/api/v1/sources/", {"kind": "website"}, format="json")
    assert answer.status_code == 400
    assert "url" in answer.json()["error"]["fields"]


def test_an_error_says_what_happened_and_what_to_do(alices: APIClient) -> None:
    answer = alices.post("/api/v1/sources/", {"kind": "website", "url": "http://127.0.0.1/"}, format="json")
    error = answer.json()["error"]
    assert (answer.status_code, error["code"]) == (400, "private_address")
    assert error["message"]
    assert error["hint"]


def test_a_source_shows_its_documents_and_is_read_again(alices: APIClient, source: Source) -> None:
    address = f"/api/v1/sources/{source.pk}/"
    shown = alices.get(address).json()
    assert (shown["state"], shown["progress"]) == ("ready", {"found": 1, "read": 1, "failed": 0})
    assert [row["title"] for row in alices.get(f"{address}documents/").json()["results"]] == ["Hours"]
    again = alices.post(f"{address}reads/")
    assert (again.status_code, again.json()["state"]) == (202, "queued")
    assert alices.delete(address).status_code == 204
    assert alices.get(address).status_code == 404


def test_questions_can_be_added_edited_and_removed(alices: APIClient, engine: Starlette) -> None:
    made = alices.post("/api/v1/questions/", {"question": "Why?", "answer": "Because."}, format="json")
    assert (made.status_code, made.json()["searchable"]) == (201, True)
    address = f"/api/v1/questions/{made.json()['id']}/"
    edited = alices.patch(address, {"answer": "It is so."}, format="json").json()
    assert (edited["question"], edited["answer"]) == ("Why?", "It is so.")
    assert alices.delete(address).status_code == 204
    assert alices.get("/api/v1/questions/").json()["results"] == []


def test_search_gives_hits(alices: APIClient, question: Question) -> None:
    (hit,) = alices.get("/api/v1/search/", {"q": "zippers", "k": 3}).json()
    assert hit["passage_id"] == str(question.passage_id)


def test_search_without_the_engine_is_unavailable(alices: APIClient, question: Question, no_engine: None) -> None:
    answer = alices.get("/api/v1/search/", {"q": "zippers"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "engine_away")


@pytest.mark.parametrize(
    ("method", "place"),
    [
        ("get", "sources/{source}/"),
        ("delete", "sources/{source}/"),
        ("get", "sources/{source}/documents/"),
        ("post", "sources/{source}/reads/"),
        ("get", "questions/{question}/"),
        ("put", "questions/{question}/"),
        ("patch", "questions/{question}/"),
        ("delete", "questions/{question}/"),
    ],
)
def test_charlie_finds_none_of_alices_rows(
    charlies: APIClient, source: Source, question: Question, method: str, place: str
) -> None:
    address = f"/api/v1/{place.format(source=source.pk, question=question.pk)}"
    answer = getattr(charlies, method)(address, {"question": "Mine?", "answer": "Mine."}, format="json")
    assert answer.status_code == 404
    question.refresh_from_db()
    assert question.answer == "Yes."


@pytest.mark.parametrize("place", ["sources/", "questions/"])
def test_charlies_lists_are_empty(charlies: APIClient, source: Source, question: Question, place: str) -> None:
    assert charlies.get(f"/api/v1/{place}").json()["results"] == []


def test_charlies_search_finds_nothing_of_alices(charlies: APIClient, source: Source, question: Question) -> None:
    assert charlies.get("/api/v1/search/", {"q": "zippers"}).json() == []


@pytest.mark.parametrize("place", ["sources/", "questions/", "search/?q=x", f"sources/{UUID(int=1)}/"])
def test_nobody_comes_in_without_a_key(db: None, place: str) -> None:
    assert APIClient().get(f"/api/v1/{place}").status_code == 401
