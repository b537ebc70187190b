"""The doors through which rows, estimates, versions and their history leave and enter, and that no outsider passes."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from assistants.models import Dataset
from tenants.models import Tenant
from tests.assistants.conftest import program

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("base")]

API = "/api/v1"
ROW = json.dumps(
    {"messages": [{"role": "user", "content": "Is it waterproof?"}, {"role": "assistant", "content": "Yes."}]}
)


def _file(content: str, name: str = "rows.jsonl") -> dict[str, SimpleUploadedFile]:
    return {"file": SimpleUploadedFile(name, content.encode())}


@pytest.fixture
def api(shop: Tenant) -> Client:
    return program(shop)


def test_rows_are_exported_for_training_elsewhere(api: Client, dataset: Dataset) -> None:
    answer = api.get(f"{API}/datasets/{dataset.pk}/export.jsonl")
    assert answer["Content-Disposition"] == f'attachment; filename="examples-{dataset.created_at:%Y-%m-%d}.jsonl"'
    lines = [json.loads(line) for line in answer.text.splitlines()]
    approved = dataset.examples.filter(state="approved")
    assert len(lines) == approved.exclude(split="exam").count()
    assert [turn["role"] for turn in lines[0]["messages"]] == ["system", "user", "assistant"]
    exam = api.get(f"{API}/datasets/{dataset.pk}/export.jsonl?split=exam")
    assert len(exam.text.splitlines()) == approved.filter(split="exam").count()
    assert api.get(f"{API}/datasets/{dataset.pk}/export.jsonl?split=%0d%0a").text == ""
    table = api.get(f"{API}/datasets/{dataset.pk}/export.csv").text
    assert table.startswith("\ufeffquestion,answer,kind")


def test_rows_are_imported_to_be_reviewed(api: Client, dataset: Dataset) -> None:
    imports = f"{API}/datasets/{dataset.pk}/imports/"
    taken = api.post(imports, _file(ROW))
    assert (taken.status_code, taken.json()) == (201, {"imported": 1})
    rows = f"{API}/datasets/{dataset.pk}/examples/?origin=import"
    assert [row["state"] for row in api.get(rows).json()["results"]] == ["proposed"]
    assert api.post(imports, _file("Is it waterproof?,Yes.\n", "again.csv")).status_code == 201
    (copy,) = api.get(f"{API}/datasets/{dataset.pk}/examples/?near_copies=true").json()["results"]
    assert copy["near_copy_of"]
    refused = api.post(imports, _file("Is it blue?,\n", "a.csv"))
    assert (refused.status_code, refused.json()["error"]["code"]) == (400, "bad_import")
    assert refused.json()["error"]["message"] == "Row 1 has an empty answer."
    assert api.post(imports, {}).status_code == 400


def test_an_outsider_exports_and_imports_nothing(dataset: Dataset, other_shop: Tenant) -> None:
    outsider = program(other_shop)
    for path in ("export.jsonl", "export.csv"):
        assert outsider.get(f"{API}/datasets/{dataset.pk}/{path}").status_code == 404, path
        assert Client().get(f"{API}/datasets/{dataset.pk}/{path}").status_code == 401, path
    assert outsider.post(f"{API}/datasets/{dataset.pk}/imports/", _file(ROW)).status_code == 404
    assert not dataset.examples.filter(origin="import").exists()
