"""The management API: what a program of the business can do, and that no outsider can."""

import json
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from assistants.models import Assistant, Dataset, Example, ExamRun, ReportCard, Training
from assistants.workflows import start_training
from tenants.jobs import enqueue
from tenants.models import Tenant
from tenants.scope import tenant_scope
from tests.assistants.conftest import program, work_off

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("base")]

API = "/api/v1"


@pytest.fixture
def api(shop: Tenant) -> Client:
    return program(shop)


@pytest.fixture
def training(dataset: Dataset, tuning: Path) -> Training:
    training = start_training(dataset.assistant, approve_all=True)
    work_off()
    return Training.objects.select_related("job", "adapter", "report_card").get(pk=training.pk)


def _post(api: Client, path: str, body: object = None) -> tuple[int, dict[str, object]]:
    answer = api.post(f"{API}/{path}/", json.dumps(body or {}), "application/json")
    return answer.status_code, answer.json()


def test_an_assistant_is_listed_and_changed(api: Client, assistant: Assistant) -> None:
    (listed,) = api.get(f"{API}/assistants/").json()["results"]
    assert listed["site_key"].startswith("pk_")
    address = f"{API}/assistants/{assistant.pk}/"
    changed = api.patch(address, json.dumps({"name": "Wren", "style": "phrase"}), "application/json")
    assert (changed.status_code, changed.json()["name"]) == (200, "Wren")
    ugly = api.patch(address, json.dumps({"colour": "red;}"}), "application/json")
    assert ugly.status_code == 400
    refused = api.patch(address, json.dumps({"base": "not-here"}), "application/json")
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "base_not_installed")


def test_examples_are_made_reviewed_and_edited(api: Client, knowledge: None, assistant: Assistant) -> None:
    status, dataset = _post(api, f"assistants/{assistant.pk}/datasets")
    assert status == 202
    work_off()
    rows = api.get(f"{API}/datasets/{dataset['id']}/examples/?state=proposed&split=train").json()["results"]
    assert rows
    assert all((row["state"], row["split"]) == ("proposed", "train") for row in rows)
    edited = api.patch(f"{API}/examples/{rows[0]['id']}/", json.dumps({"answer": "Mine."}), "application/json")
    assert edited.json()["state"] == "approved"
    assert _post(api, f"datasets/{dataset['id']}/reviews", {"state": "approved"})[0] == 200
    off_topic = {"state": "rejected", "origin": "off_topic"}
    changed = _post(api, f"datasets/{dataset['id']}/reviews", off_topic)[1]["changed"]
    assert changed == Example.across_tenants.filter(origin="off_topic", state="rejected").count() > 0
    assert _post(api, f"datasets/{dataset['id']}/reviews", {"state": "rejected", "origin": "gossip"})[0] == 400
    assert not Example.objects.filter(state=Example.State.PROPOSED).exists()


def test_a_training_is_started_followed_and_promoted(
    api: Client, assistant: Assistant, dataset: Dataset, tuning: Path
) -> None:
    status, started = _post(api, f"assistants/{assistant.pk}/trainings", {"approve_all": True, "params": {"r": 8}})
    assert (status, started["job"]["state"]) == (202, "queued")
    assert _post(api, f"assistants/{assistant.pk}/trainings")[0] == 409
    work_off()
    assert api.get(f"{API}/trainings/{started['id']}/").json()["job"]["state"] == "succeeded"
    (card,) = api.get(f"{API}/assistants/{assistant.pk}/report-cards/").json()["results"]
    assert card["reason"]
    (adapter,) = api.get(f"{API}/assistants/{assistant.pk}/adapters/").json()["results"]
    status, promoted = _post(api, f"assistants/{assistant.pk}/promotions", {"adapter": adapter["id"]})
    assert (status, promoted["live_adapter"]) == (200, adapter["id"])
    status, back = _post(api, f"assistants/{assistant.pk}/promotions", {"adapter": None})
    assert (status, back["live_adapter"]) == (200, None)


def test_a_training_is_cancelled(api: Client, assistant: Assistant, dataset: Dataset) -> None:
    _, started = _post(api, f"assistants/{assistant.pk}/trainings", {"approve_all": True})
    status, cancelled = _post(api, f"trainings/{started['id']}/cancellation")
    assert (status, cancelled["job"]["state"]) == (200, "cancelled")


def test_a_business_brings_its_own_exam(api: Client, assistant: Assistant, knowledge: None) -> None:
    questions = [{"question": "How long do I have to return unused items?", "answers": ["30 days"]}]
    file = SimpleUploadedFile("exam.json", json.dumps(questions).encode())
    run = api.post(f"{API}/assistants/{assistant.pk}/exams/", {"file": file, "title": "Spring"}).json()
    work_off()
    held = api.get(f"{API}/exams/{run['id']}/").json()
    assert (held["job"]["state"], held["result"]["contains"]) == ("succeeded", 1.0)
    assert held["rows"][0]["answers"]["live"]["text"] == "It is 30 days [1]."


def test_an_exam_as_a_table_is_held_and_removed(api: Client, assistant: Assistant, knowledge: None) -> None:
    path = f"{API}/assistants/{assistant.pk}/exams/"
    wrong = api.post(path, {"file": SimpleUploadedFile("exam.csv", b"question,answer\n,30 days")})
    assert (wrong.status_code, wrong.json()["error"]["message"]) == (400, "Row 2: the question is empty.")
    table = b"question,answer\nHow long do I have to return unused items?,30 days\nDo you sell cars?,"
    run = api.post(path, {"file": SimpleUploadedFile("exam.csv", table), "title": "Spring"}).json()
    work_off()
    held = api.get(f"{API}/exams/{run['id']}/").json()
    assert [row["kind"] for row in held["rows"]] == ["answer", "unanswerable"]
    assert api.delete(f"{API}/exams/{run['id']}/").status_code == 204
    assert api.get(f"{API}/exams/{run['id']}/").status_code == 404


def test_an_exam_removed_before_its_turn_is_never_held(api: Client, assistant: Assistant, knowledge: None) -> None:
    file = SimpleUploadedFile("exam.csv", b"How long?,30 days")
    run = api.post(f"{API}/assistants/{assistant.pk}/exams/", {"file": file}).json()
    api.delete(f"{API}/exams/{run['id']}/")
    assert work_off() == []


def test_models_are_listed_with_a_recommendation(api: Client, assistant: Assistant) -> None:
    found = api.get(f"{API}/models/").json()
    here = [model["slug"] for model in found["models"] if model["installed"]]
    assert here == ["smollm2-135m-instruct"]
    assert found["recommended"]["reasons"]
    assert _post(api, "models/installations", {"slug": "qwen2.5-0.5b-instruct"})[0] == 202
    assert _post(api, "models/installations", {"slug": "gpt-5"})[0] == 404


def _reads(training: Training) -> list[str]:
    assistant, dataset = training.assistant_id, training.dataset_id
    return [
        f"assistants/{assistant}",
        f"assistants/{assistant}/datasets",
        f"assistants/{assistant}/trainings",
        f"assistants/{assistant}/adapters",
        f"assistants/{assistant}/report-cards",
        f"assistants/{assistant}/exams",
        f"datasets/{dataset}",
        f"datasets/{dataset}/examples",
        f"examples/{Example.objects.filter(dataset=dataset).values_list('pk', flat=True)[0]}",
        f"trainings/{training.pk}",
        f"report-cards/{training.report_card.pk}",
        f"exams/{ExamRun.objects.get().pk}",
    ]


def test_an_outsider_finds_nothing_and_changes_nothing(
    training: Training, assistant: Assistant, other_shop: Tenant, in_shop: Tenant
) -> None:
    ExamRun.objects.create(assistant=assistant, title="x", questions=[], job=enqueue("assistants.exam", training.pk))
    outsider, insider = program(other_shop), program(in_shop)
    for path in _reads(training):
        assert insider.get(f"{API}/{path}/").status_code == 200, path
        assert outsider.get(f"{API}/{path}/").status_code == 404, path
        assert Client().get(f"{API}/{path}/").status_code == 401, path
    writes = ["datasets", "trainings", "promotions"]
    for path in [*(f"assistants/{assistant.pk}/{write}" for write in writes), f"trainings/{training.pk}/cancellation"]:
        assert _post(outsider, path, {"adapter": str(training.adapter.pk)})[0] == 404, path
    assert _post(outsider, f"datasets/{training.dataset_id}/reviews", {"state": "approved"})[0] == 404
    row = Example.objects.filter(dataset=training.dataset_id).values_list("pk", flat=True)[0]
    for path in (f"assistants/{assistant.pk}", f"examples/{row}"):
        body = json.dumps({"name": "Mine", "answer": "Mine"})
        assert outsider.patch(f"{API}/{path}/", body, "application/json").status_code == 404
    assert outsider.delete(f"{API}/exams/{ExamRun.objects.get().pk}/").status_code == 404
    assert ExamRun.objects.exists()
    file = SimpleUploadedFile("exam.json", b"[]")
    assert outsider.post(f"{API}/assistants/{assistant.pk}/exams/", {"file": file}).status_code == 404
    assert outsider.get(f"{API}/models/installations/").json()["results"] == []
    listed = outsider.get(f"{API}/assistants/").json()["results"]
    assert str(assistant.pk) not in json.dumps(listed)
    assert ReportCard.objects.count() == 1


def test_an_outsiders_training_cannot_be_run_on_anothers_dataset(dataset: Dataset, other_shop: Tenant) -> None:
    with tenant_scope(other_shop):
        other = Assistant.objects.get()
    path = f"assistants/{other.pk}/trainings"
    assert _post(program(other_shop), path, {"dataset": str(dataset.pk)})[0] == 404
