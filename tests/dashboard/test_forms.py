"""What the forms say when something is wrong, and do when nothing is."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from assistants.models import Dataset, Example, Rollout
from chat.models import Message
from knowledge.models import Question, Source
from tenants.models import ApiKey, Job
from tests.dashboard.furnish import House


@pytest.fixture
def root(house: House) -> str:
    return f"/a/{house.assistant.pk}"


@pytest.mark.parametrize(
    ("path", "data", "said"),
    [
        ("knowledge/websites", {"url": "not a website"}, "Write it like https://shop.example."),
        ("knowledge/websites", {"url": "http://127.0.0.1/"}, "is an address inside a private network"),
        ("knowledge/websites", {"url": "https://lamp.example"}, "Read it again instead"),
        ("knowledge/websites", {"url": "https://a.example", "page_budget": "0"}, "greater than or equal to 1"),
        ("knowledge/texts", {"title": "Hours", "text": " "}, "This field is required."),
        ("knowledge/pairs", {"question": "x" * 100_000, "answer": "y"}, "at most 1,000 characters"),
        ("knowledge/pairs", {"question": "Do you sell gift cards?", "answer": "No."}, "Edit its answer instead."),
        ("install/origins", {"origins": "shop"}, "Write it like https://shop.example."),
        ("settings/", {"name": "", "greeting": "Hi", "style": "phrase", "colour": "red"}, "# and six digits"),
        ("settings/keys", {"name": ""}, "This field is required."),
        ("training/runs", {"epochs": "1000"}, "less than or equal to 20"),
    ],
)
def test_a_wrong_entry_is_told_at_the_form(root: str, as_alice: Client, path: str, data: dict, said: str) -> None:
    response = as_alice.post(f"{root}/{path}", data)
    assert response.status_code == 422
    assert said in response.text


def test_a_file_that_cannot_be_read_is_told_at_the_form(root: str, as_alice: Client) -> None:
    empty = SimpleUploadedFile("empty.txt", b"")
    photo = SimpleUploadedFile("photo.bmp", b"BM\x00\x01\x02\x03" * 50)
    for file in (empty, photo):
        assert as_alice.post(f"{root}/knowledge/files", {"uploads": file}).status_code == 422


def test_adding_a_website_starts_a_job(root: str, as_alice: Client, house: House) -> None:
    response = as_alice.post(f"{root}/knowledge/websites", {"url": "https://new.example", "page_budget": "7"})
    assert response.status_code == 302
    source = Source.across_tenants.get(url__contains="new.example")
    assert (source.tenant, source.page_budget, source.depth_budget) == (house.assistant.tenant, 7, 5)
    assert Job.across_tenants.filter(kind="knowledge.read", subject_id=source.pk).exists()


def test_a_correction_becomes_a_question(root: str, as_alice: Client, house: House) -> None:
    path = f"{root}/answers/{house.ids['message_id']}/correction"
    response = as_alice.post(path, {"answer": "Twenty euros."}, headers={"HX-Request": "true"})
    assert "Corrected." in response.text
    message = Message.across_tenants.select_related("reply_to").get(pk=house.ids["message_id"])
    pair = Question.across_tenants.get(question=message.reply_to.text)
    assert (pair.answer, pair.origin) == ("Twenty euros.", Question.Origin.CORRECTION)


def test_an_empty_correction_keeps_its_form_open(root: str, as_alice: Client, house: House) -> None:
    path = f"{root}/answers/{house.ids['message_id']}/correction"
    for headers in ({"HX-Request": "true"}, {}):
        assert "Write what it should have said." in as_alice.post(path, {"answer": ""}, headers=headers).text


def test_a_key_is_shown_once_and_can_be_revoked(root: str, as_alice: Client, house: House) -> None:
    shown = as_alice.post(f"{root}/settings/keys", {"name": "Import"})
    secret = shown.context["secret"]
    assert secret in shown.text
    assert "no-store" in shown["Cache-Control"]
    assert secret not in as_alice.get(f"{root}/settings/keys").text
    key = ApiKey.of_secret(secret)
    assert key
    as_alice.post(f"{root}/settings/keys/{key.pk}/revocation")
    assert ApiKey.of_secret(secret) is None


def test_origins_are_kept_as_a_browser_writes_them(root: str, as_alice: Client, house: House) -> None:
    as_alice.post(f"{root}/install/origins", {"origins": "HTTPS://Shop.example/path\nhttp://shop.example:8080\n\n"})
    house.assistant.site_key.refresh_from_db()
    assert house.assistant.site_key.origins == ["https://shop.example", "http://shop.example:8080"]


def test_the_install_check_says_why_it_cannot_look(root: str, as_alice: Client) -> None:
    response = as_alice.post(f"{root}/install/check", {"url": "http://127.0.0.1:9/"}, headers={"HX-Request": "true"})
    assert "inside a private network" in response.text


def test_rows_are_reviewed_in_bulk(root: str, as_alice: Client, house: House) -> None:
    path = f"{root}/training/datasets/{house.ids['dataset_id']}/review"
    rows = Example.across_tenants.filter(dataset=house.ids["dataset_id"])
    nothing = as_alice.post(path, {"decision": "approved"}, follow=True)
    assert "No row was ticked." in nothing.text
    as_alice.post(path, {"decision": "rejected", "rows": [rows[0].pk, rows[1].pk]})
    assert rows.get(pk=rows[0].pk).state == "rejected"
    as_alice.post(path, {"decision": "approved", "everything": "on"})
    assert not rows.filter(state="proposed").exists()


def test_all_rows_that_a_filter_shows_are_decided_at_once(root: str, as_alice: Client, house: House) -> None:
    path = f"{root}/training/datasets/{house.ids['dataset_id']}"
    rows = Example.across_tenants.filter(dataset=house.ids["dataset_id"])
    page = as_alice.get(f"{path}?origin=pair")
    assert {row.origin for row in page.context["rows"]} == {"pair"}
    assert "Reject all of these" in page.text
    assert "Reject all of these" not in as_alice.get(path).text
    as_alice.post(f"{path}/review", {"decision": "rejected", "shown": "on", "origin": "pair"})
    assert set(rows.filter(origin="pair").values_list("state", flat=True)) == {"rejected"}
    assert rows.exclude(origin="pair").exclude(state="rejected").exists()


def test_the_set_says_what_a_model_wrote_and_what_was_masked(root: str, as_alice: Client, house: House) -> None:
    path = f"{root}/training/datasets/{house.ids['dataset_id']}"
    sets = Dataset.across_tenants.filter(pk=house.ids["dataset_id"])
    figures = {"by": "skill", "ended": "time", "passages": 40, "tried": 120, "kept": 61}
    sets.update(made={"generated": figures, "personal": {"masked": 1, "dropped": 2}})
    page = as_alice.get(path).text
    for said in ("40 passages", "120 questions", "the 61 for which", "The time for this was up", "1 question, 2 rows"):
        assert said in page, said
    sets.update(made={"generated": {**figures, "by": ""}, "personal": {}})
    assert "made by fixed rules" in as_alice.get(path).text


def test_a_row_can_be_put_right_in_place(root: str, as_alice: Client, house: House) -> None:
    path = f"{root}/training/examples/{house.ids['example_id']}"
    htmx = {"HX-Request": "true"}
    assert "This field is required." in as_alice.post(path, {"question": "", "answer": "x"}, headers=htmx).text
    saved = as_alice.post(path, {"question": "How heavy is it?", "answer": "1.8 kg [1]"}, headers=htmx)
    assert "How heavy is it?" in saved.text


def test_a_version_goes_live_and_back(root: str, as_alice: Client, house: House) -> None:
    Rollout.across_tenants.all().delete()
    as_alice.post(f"{root}/training/versions/{house.ids['adapter_id']}/promotion")
    house.assistant.refresh_from_db()
    assert house.assistant.live_adapter_id == house.ids["adapter_id"]
    as_alice.post(f"{root}/training/rollback")
    house.assistant.refresh_from_db()
    assert house.assistant.live_adapter is None


def test_training_without_its_model_says_what_to_do(root: str, as_alice: Client, settings, tmp_path) -> None:
    settings.MODELS_DIR = tmp_path
    response = as_alice.post(f"{root}/training/runs", {"approve_all": "on"})
    assert response.status_code == 422
    assert "is not installed." in response.text


def test_the_owner_cannot_be_removed(root: str, as_alice: Client, house: House) -> None:
    path = f"{root}/settings/members/{house.ids['membership_id']}/removal"
    assert "The owner cannot be removed." in as_alice.post(path, follow=True).text


def test_signing_up_opens_a_business_with_its_checklist(client: Client, db: None) -> None:
    data = {"business": "Tea house", "email": "tea@example.com", "password1": "a long enough phrase"}
    response = client.post("/accounts/signup/", data, follow=True)
    assert response.redirect_chain[-1][0].startswith("/a/")
    assert "0 of 5 steps done" in response.text


def test_signing_up_says_what_is_missing(client: Client, db: None) -> None:
    response = client.post("/accounts/signup/", {"business": "", "email": "tea", "password1": "short"})
    assert "This field is required." in response.text
    assert "Enter a valid email address." in response.text
