"""The doors through which rows, estimates, versions and their history leave and enter, and that no outsider passes."""

import hashlib
import json
import shutil
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from assistants.models import Dataset, Training
from assistants.workflows import start_training
from tenants.models import Tenant
from tests.assistants.conftest import program, work_off

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
    # A row of general talk stands without instructions.
    instructed = [row.kind != "replay" for row in approved.exclude(split="exam").order_by("split", "pk")]
    assert True in instructed
    roles = [[turn["role"] for turn in line["messages"]] for line in lines]
    assert roles == [["system"] * told + ["user", "assistant"] for told in instructed]
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


@pytest.fixture
def training(dataset: Dataset, tuning: Path) -> Training:
    """A training that ended with a version and its report card."""
    started = start_training(dataset.assistant, params={"r": 8}, approve_all=True)
    work_off()
    return Training.objects.select_related("dataset", "adapter", "report_card").get(pk=started.pk)


def test_a_training_is_foreseen_and_compared(api: Client, dataset: Dataset, training: Training) -> None:
    assistant = f"{API}/assistants/{dataset.assistant_id}"
    body = {"dataset": str(dataset.pk), "params": {"epochs": 1}}
    foreseen = api.post(f"{assistant}/estimates/", body, "application/json")
    assert (foreseen.status_code, foreseen.json()["rows"] > 20, foreseen.json()["cost"]) == (200, True, 0.0)
    none = api.post(f"{assistant}/estimates/", {}, "application/json")
    assert none.json()["error"]["code"] == "not_ready"
    shown = api.get(f"{API}/trainings/{training.pk}/").json()
    assert shown["estimate"]["tokens"] > 0
    Training.objects.update(result={"tokens": 1000, "seconds": 10.0})
    assert api.get(f"{API}/trainings/{training.pk}/").json()["actual"]["tokens"] == 1000


def test_a_version_is_downloaded_with_its_card(api: Client, training: Training) -> None:
    path = f"{API}/adapters/{training.adapter.pk}/download/"
    answer = api.get(path)
    assert answer["Content-Disposition"] == 'attachment; filename="assistant-v1.zip"'
    assert api.get(path).content == answer.content
    with ZipFile(BytesIO(answer.content)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    assert set(files) == {"README.md", "adapter_config.json", "adapter_model.safetensors", "manifest.json"}
    assert b"lora_A.weight" in files["adapter_model.safetensors"]
    assert json.loads(files["adapter_config.json"])["base_model_name_or_path"] == "HuggingFaceTB/SmolLM2-135M-Instruct"
    assert hashlib.sha256(files["manifest.json"]).hexdigest()[:32] == training.adapter.name[2:]
    card = files["README.md"].decode()
    assert "base_model: HuggingFaceTB/SmolLM2-135M-Instruct\n" in card
    assert f"| SHA-256 of the approved rows | `{training.dataset.sha256}` |" in card
    for said in (
        "| rank, alpha, dropout | 8, 32, 0.0 |",
        "| token F1 |",
        "license: apache-2.0",
        "off_topic ",
        "Alice's shop",
    ):
        assert said in card, said


def test_a_version_whose_files_are_gone_is_told(api: Client, training: Training, settings: LazySettings) -> None:
    shutil.rmtree(settings.ADAPTERS_DIR)
    answer = api.get(f"{API}/adapters/{training.adapter.pk}/download/")
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "adapter_gone")


def test_a_passage_is_followed_to_the_versions_that_learned_from_it(api: Client, training: Training) -> None:
    adapter = api.get(f"{API}/adapters/{training.adapter.pk}/").json()
    assert adapter["dataset_sha256"] == training.dataset.sha256
    found = api.get(f"{API}/datasets/{adapter['dataset']}/lineage/").json()
    approved = training.dataset.examples.filter(state="approved")
    assert found["counts"]["rows"] == approved.count() == sum(found["counts"]["origins"].values())
    assert [one["id"] for one in found["adapters"]] == [adapter["id"]]
    passage = found["passages"][0]
    assert passage["here"]
    (use,) = api.get(f"{API}/passages/{passage['id']}/lineage/").json()
    assert (use["dataset"]["sha256"], len(use["examples"])) == (training.dataset.sha256, passage["examples"])
    assert [one["name"] for one in use["adapters"]] == [training.adapter.name]
    example = api.get(f"{API}/examples/{use['examples'][0]}/").json()
    assert example["dataset"] == use["dataset"]["id"]
    assert passage["id"] in {one["id"] for one in example["passages"]}


def test_an_outsider_follows_and_downloads_nothing(training: Training, in_shop: Tenant, other_shop: Tenant) -> None:
    outsider, insider = program(other_shop), program(in_shop)
    passage = training.dataset.examples.exclude(passages=[])[0].passages[0]["id"]
    paths = [f"adapters/{training.adapter.pk}", f"adapters/{training.adapter.pk}/download"]
    paths += [f"datasets/{training.dataset_id}/lineage", f"passages/{passage}/lineage"]
    for path in paths:
        assert insider.get(f"{API}/{path}/").status_code == 200, path
        assert outsider.get(f"{API}/{path}/").status_code == 404, path
        assert Client().get(f"{API}/{path}/").status_code == 401, path
    assert insider.get(f"{API}/passages/no-such/lineage/").status_code == 404
    assert outsider.post(f"{API}/assistants/{training.assistant_id}/estimates/").status_code == 404


def test_imported_rows_are_not_trained_on_unreviewed(api: Client, dataset: Dataset, tuning: Path) -> None:
    assert api.post(f"{API}/datasets/{dataset.pk}/imports/", _file(ROW)).status_code == 201
    training = start_training(dataset.assistant, approve_all=True)
    work_off()
    training.refresh_from_db()
    assert training.dataset.examples.get(origin="import").state == "proposed"
    taken = training.dataset.examples.filter(state="approved").exclude(split="exam")
    assert training.result["train_examples"] == taken.count() > 20


def test_an_outsider_exports_and_imports_nothing(dataset: Dataset, other_shop: Tenant) -> None:
    outsider = program(other_shop)
    for path in ("export.jsonl", "export.csv"):
        assert outsider.get(f"{API}/datasets/{dataset.pk}/{path}").status_code == 404, path
        assert Client().get(f"{API}/datasets/{dataset.pk}/{path}").status_code == 401, path
    assert outsider.post(f"{API}/datasets/{dataset.pk}/imports/", _file(ROW)).status_code == 404
    assert not dataset.examples.filter(origin="import").exists()
