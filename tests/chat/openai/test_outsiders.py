"""Charlie's program tries every address with what belongs to Alice."""

import json

import openai
import pytest

from assistants.models import Assistant
from chat.models import Conversation
from tenants.models import Tenant

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("knowledge")]

QUESTION = [{"role": "user", "content": "How long can I return unused items?"}]


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


def test_an_outsiders_assistant_knows_nothing_of_ours(outsider: openai.OpenAI, other_shop: Tenant) -> None:
    model = next(iter(outsider.models.list())).id
    said = outsider.chat.completions.create(model=model, messages=QUESTION)
    assert said.refused
    assert "30 days" not in json.dumps(said.to_dict())
