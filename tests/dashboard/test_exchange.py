"""Rows, estimates and versions on the pages of the training."""

from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from assistants.models import Dataset, Example, Training
from tests.dashboard.furnish import House


@pytest.fixture
def root(house: House) -> str:
    return f"/a/{house.assistant.pk}/training"


def test_rows_are_imported_for_review_and_exported(root: str, as_alice: Client, house: House) -> None:
    rows = f"{root}/datasets/{house.ids['dataset_id']}"
    file = SimpleUploadedFile("rows.csv", b"question,answer\nIs it waterproof?,Yes.\n")
    page = as_alice.post(f"{rows}/imports", {"file": file}, follow=True)
    assert "1 row imported. They wait for your review." in page.text
    assert "Is it waterproof?" in as_alice.get(f"{rows}/rows.csv").text
    assert "waterproof" not in as_alice.get(f"{rows}/rows.jsonl").text
    assert Example.across_tenants.get(origin="import").state == "proposed"


def test_a_wrong_row_is_named_on_the_page(root: str, as_alice: Client, house: House) -> None:
    path = f"{root}/datasets/{house.ids['dataset_id']}/imports"
    file = SimpleUploadedFile("rows.jsonl", b'{"messages": [{"role": "user", "content": "Hi"}]}')
    assert "Row 1 has no assistant turn." in as_alice.post(path, {"file": file}, follow=True).text
    assert "Choose a file first." in as_alice.post(path, follow=True).text


def test_near_copies_are_marked_and_listed(root: str, as_alice: Client, house: House) -> None:
    first, copy = Example.across_tenants.filter(dataset=house.ids["dataset_id"])[:2]
    Example.across_tenants.filter(pk=copy.pk).update(near_copy_of=first, question="How heavy is it, really?")
    page = as_alice.get(f"{root}/datasets/{house.ids['dataset_id']}?copies=1")
    assert "Near copies 1" in page.text
    assert "Near copy of" in page.text
    assert [row.pk for row in page.context["rows"]] == [copy.pk]


def test_the_form_says_what_its_training_takes(root: str, as_alice: Client, house: House) -> None:
    all_rows = as_alice.get(f"{root}/estimate?approve_all=on").context["estimate"]
    approved = as_alice.get(f"{root}/estimate?epochs=4").context["estimate"]
    assert (all_rows.rows > approved.rows > 0, approved.cost) == (True, 0.0)
    assert "of training</b>" in as_alice.get(f"{root}/estimate?method=transfer").text
    assert "to the verdict." in as_alice.get(root + "/").text
    Dataset.across_tenants.filter(pk=house.ids["dataset_id"]).update(built_at=None)
    assert "once the examples are made" in as_alice.get(f"{root}/estimate?approve_all=on").text


def test_the_estimate_stands_beside_what_it_took(root: str, as_alice: Client, house: House) -> None:
    foreseen = {"tokens": 118_000, "seconds": 360.0, "total_seconds": 480.0, "cost": 0.59, "currency": "EUR"}
    result = {"tokens": 120_000, "seconds": 371.0}
    rows = Training.across_tenants.filter(pk=house.ids["training_id"])
    rows.update(estimate={**foreseen, "price": 0.005}, result=result)
    page = as_alice.get(f"{root}/runs/{house.ids['training_id']}").text
    for said in ("118,000", "120,000", "6 min 00 s", "6 min 11 s", "0.59 EUR", "0.60 EUR"):
        assert said in page, said


def test_a_version_is_taken_away(root: str, as_alice: Client, house: House) -> None:
    answer = as_alice.get(f"{root}/versions/{house.ids['adapter_id']}/download")
    assert answer["Content-Type"] == "application/zip"
    assert "README.md" in ZipFile(BytesIO(answer.content)).namelist()
    other = house.assistant.live_adapter
    assert other
    gone = as_alice.get(f"{root}/versions/{other.pk}/download", follow=True)
    assert "cannot be read" in gone.text


def test_a_passage_is_followed_from_an_example(root: str, as_alice: Client, house: House) -> None:
    rows = as_alice.get(f"{root}/datasets/{house.ids['dataset_id']}")
    address = f"{root}/passages/{rows.context['rows'][0].passages[0]['id']}"
    assert address in rows.text
    page = as_alice.get(address)
    assert len(page.context["uses"][0].examples) == 1
    assert "It is not in the knowledge any more" in page.text
    known = as_alice.get(f"{root}/passages/{house.ids['passage'].pk}")
    assert "No example shows this passage." in known.text
    assert as_alice.get(f"{root}/passages/no-such").status_code == 404
