"""Charlie's program tries every address with what belongs to Alice."""

import json

import openai
import pytest
from django.test import Client
from django.urls import resolve

from assistants.models import Assistant
from chat.models import Conversation
from chat.openai.urls import urlpatterns
from tenants.models import Tenant

pytestmark = pytest.mark.django_db(transaction=True)

QUESTION = [{"role": "user", "content": "How long can I return unused items?"}]


@pytest.mark.usefixtures("knowledge")
def test_an_outsider_sees_models_of_its_own_only(
    client: openai.OpenAI, outsider: openai.OpenAI, assistant: Assistant
) -> None:
    ours, theirs = ({model.id for model in program.models.list()} for program in (client, outsider))
    assert str(assistant.pk) in ours
    assert ours & theirs == {"all-minilm-l6-v2"}
    with pytest.raises(openai.NotFoundError):
        outsider.models.retrieve(str(assistant.pk))


@pytest.mark.parametrize("stream", [False, True])
def test_an_outsider_cannot_ask_our_assistant(outsider: openai.OpenAI, assistant: Assistant, stream: bool) -> None:
    with pytest.raises(openai.NotFoundError) as raised:
        outsider.chat.completions.create(model=str(assistant.pk), messages=QUESTION, stream=stream)
    assert (raised.value.code, raised.value.param) == ("model_not_found", "model")
    assert Conversation.objects.count() == 0


@pytest.mark.usefixtures("knowledge")
def test_an_outsiders_assistant_knows_nothing_of_ours(outsider: openai.OpenAI, other_shop: Tenant) -> None:
    model = next(iter(outsider.models.list())).id
    said = outsider.chat.completions.create(model=model, messages=QUESTION)
    assert said.refused
    assert "30 days" not in json.dumps(said.to_dict())


ADDRESSES = [
    ("GET", "models"),
    ("GET", "models/x"),
    ("POST", "chat/completions"),
    ("POST", "embeddings"),
    ("GET", "files"),
    ("POST", "files"),
    ("GET", "files/x"),
    ("DELETE", "files/x"),
    ("GET", "files/x/content"),
    ("GET", "fine_tuning/jobs"),
    ("POST", "fine_tuning/jobs"),
    ("GET", "fine_tuning/jobs/x"),
    ("POST", "fine_tuning/jobs/x/cancel"),
    ("GET", "fine_tuning/jobs/x/events"),
    ("GET", "fine_tuning/jobs/x/checkpoints"),
]


def test_every_address_is_tried_without_a_key() -> None:
    tried = {resolve(f"/v1/{address}").url_name for _, address in ADDRESSES}
    assert tried == {route.name for route in urlpatterns} - {"nowhere"}


@pytest.mark.parametrize(("method", "address"), ADDRESSES)
@pytest.mark.parametrize("key", ["", "Bearer sk_wrong", "Basic sk_wrong"])
def test_without_a_key_no_address_tells_anything(as_alice: Client, method: str, address: str, key: str) -> None:
    headers = {"Authorization": key} if key else {}
    answer = as_alice.generic(method, f"/v1/{address}", b"{}", "application/json", headers=headers)
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "invalid_api_key")
