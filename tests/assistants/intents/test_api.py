"""A program writes intents, asks what a sentence is, and reaches nothing of anybody else."""

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from assistants.intents.models import Intent, Recogniser
from assistants.models import Assistant
from tenants.models import Tenant
from tests.assistants.conftest import program
from tests.assistants.intents.conftest import WISHES, work_off

pytestmark = pytest.mark.django_db(transaction=True)
JSON = "application/json"


@pytest.fixture
def api(assistant: Assistant) -> Client:
    return program(assistant.tenant)


def test_an_intent_is_written_changed_and_removed(api: Client, engine: Any, assistant: Assistant) -> None:
    path = f"/api/v1/assistants/{assistant.pk}/intents/"
    body = {"name": "human", "action": "handoff", "phrasings": WISHES["human"]}
    made = api.post(path, body, content_type=JSON)
    assert made.status_code == 201
    own = f"/api/v1/intents/{made.json()['id']}/"
    changed = api.patch(own, {"action": "answer", "text": "Call 123.", "phrasings": ["human!"]}, content_type=JSON)
    assert (changed.json()["text"], changed.json()["phrasings"]) == ("Call 123.", ["human!"])
    assert [one["name"] for one in api.get(path).json()["results"]] == ["human"]
    assert api.delete(own).status_code == 204
    assert api.get(path).json()["results"] == []


def test_an_intent_that_cannot_work_is_refused_in_words(api: Client, assistant: Assistant) -> None:
    path = f"/api/v1/assistants/{assistant.pk}/intents/"
    refused = api.post(path, {"name": "track", "action": "link"}, content_type=JSON)
    assert refused.status_code == 400
    assert refused.json()["error"]["code"] == "bad_intent"


def test_a_file_is_imported_and_a_sentence_tried(api: Client, engine: Any, assistant: Assistant) -> None:
    rows = "\n".join(f"{text};{name}" for name, texts in WISHES.items() for text in texts)
    path = f"/api/v1/assistants/{assistant.pk}"
    sent = api.post(f"{path}/intents/imports/", {"file": SimpleUploadedFile("a.csv", rows.encode())})
    assert sent.json() == {"imported": 21}
    said = {"text": "let me talk to a human"}
    assert api.post(f"{path}/recognitions/", said, content_type=JSON).json()["intent"] is None
    work_off()
    found = api.post(f"{path}/recognitions/", said, content_type=JSON).json()
    assert (found["name"], found["reached"]) == ("human", True)


def test_figures_and_threshold(api: Client, intents: dict[str, Intent], assistant: Assistant) -> None:
    path = f"/api/v1/assistants/{assistant.pk}/recogniser/"
    found = api.get(path).json()
    assert len(found["figures"]["scores"]) == 3
    assert found["figures"]["phrasings"] == 21
    assert api.patch(path, {"threshold": 0.9}, content_type=JSON).json()["figures"]["threshold"] == 0.9
    assert Recogniser.objects.get().limit == 0.9
    assert api.patch(path, {"threshold": 2}, content_type=JSON).status_code == 400


def test_charlie_reaches_nothing(intents: dict[str, Intent], assistant: Assistant, other_shop: Tenant) -> None:
    charlie = program(other_shop)
    base, intent = f"/api/v1/assistants/{assistant.pk}", f"/api/v1/intents/{intents['human'].pk}/"
    for path in (f"{base}/intents/", f"{base}/recogniser/", f"{base}/intents/tunings/", intent):
        assert charlie.get(path).status_code == 404
    sent = [
        charlie.post(f"{base}/intents/", json.dumps({"name": "x"}), content_type=JSON),
        charlie.post(f"{base}/intents/imports/", {"file": SimpleUploadedFile("a.csv", b"a,b")}),
        charlie.post(f"{base}/recognitions/", json.dumps({"text": "human"}), content_type=JSON),
        charlie.post(f"{base}/intents/tunings/"),
        charlie.patch(f"{base}/recogniser/", json.dumps({"threshold": 0.1}), content_type=JSON),
        charlie.patch(intent, json.dumps({"name": "x"}), content_type=JSON),
        charlie.delete(intent),
    ]
    assert {response.status_code for response in sent} == {404}
    assert Client().get(f"{base}/intents/").status_code in {401, 403}
