"""The official client asks: models, chat completions, embeddings, and what goes wrong."""

import base64
from time import monotonic, sleep
from typing import Any

import httpx
import numpy as np
import openai
import pytest
from django.conf import LazySettings

from assistants.answers import Cited
from assistants.models import Assistant
from chat.models import Conversation, Message
from chat.openai.completions.shapes import annotations
from serving.fake import Script, embedding
from tenants.models import ApiKey
from tuning.job.prompt import REFUSAL

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("knowledge")]

QUESTION = [{"role": "user", "content": "How long can I return unused items?"}]


def test_the_assistants_are_the_models(client: openai.OpenAI, assistant: Assistant) -> None:
    assert [model.id for model in client.models.list()] == [str(assistant.pk), "all-minilm-l6-v2"]
    model = client.models.retrieve(str(assistant.pk))
    assert (model.object, model.owned_by, model.created) == (
        "model", assistant.name, int(assistant.created_at.timestamp()),
    )  # fmt: skip
    assert client.models.retrieve("all-minilm-l6-v2").owned_by == "botwright"


def test_an_answer_comes_with_its_source(client: openai.OpenAI, assistant: Assistant, engine: Any) -> None:
    done = client.chat.completions.create(model=str(assistant.pk), messages=QUESTION)
    (choice,) = done.choices
    assert (choice.message.role, choice.message.content) == ("assistant", "It is 30 days [1].")
    assert (choice.finish_reason, done.model, done.system_fingerprint) == ("stop", str(assistant.pk), "base")
    assert done.usage.total_tokens == done.usage.prompt_tokens + done.usage.completion_tokens > 0
    assert done.sources[0]["title"] == "Returns"
    assert "30 days" in done.sources[0]["quote"]
    (asked,) = engine.state.requests
    assert asked["cache_salt"] == assistant.tenant.cache_salt
    assert "within 30 days of delivery" in asked["messages"][-1]["content"]


def test_a_stream_says_the_same_word_by_word(client: openai.OpenAI, assistant: Assistant) -> None:
    options = {"include_usage": True}
    chunks = list(
        client.chat.completions.create(model=str(assistant.pk), messages=QUESTION, stream=True, stream_options=options)
    )
    pieces = [chunk.choices[0].delta.content for chunk in chunks if chunk.choices]
    assert "".join(filter(None, pieces)) == "It is 30 days [1]."
    assert len([piece for piece in pieces if piece]) > 2
    assert {chunk.id for chunk in chunks} == {chunks[0].id}
    assert chunks[-2].choices[0].finish_reason == "stop"
    assert chunks[-2].sources[0]["title"] == "Returns"
    assert (chunks[-1].choices, chunks[-1].usage.completion_tokens) == ([], 5)


def test_marks_become_citations_where_the_source_has_an_address() -> None:
    def source(number: int, url: str) -> Cited:
        return Cited(n=number, title="Returns", url=url, heading="", quote="")

    sources = [source(1, "https://shop.example/returns"), source(2, "")]
    (found,) = annotations("30 days [1]. Free [2].", sources)
    assert found["url_citation"] == {
        "start_index": 8, "end_index": 10, "title": "Returns", "url": "https://shop.example/returns",
    }  # fmt: skip


def test_what_was_asked_and_said_is_kept_for_the_business(client: openai.OpenAI, assistant: Assistant) -> None:
    client.chat.completions.create(model=str(assistant.pk), messages=QUESTION)
    conversation = Conversation.objects.get()
    question, answer = conversation.messages.order_by("role").reverse()
    assert (conversation.channel, question.text) == ("api", QUESTION[0]["content"])
    assert (answer.state, answer.text, answer.reply_to) == (Message.State.DONE, "It is 30 days [1].", question)
    assert answer.completion_tokens == 5


def test_earlier_turns_are_understood_and_the_programs_instructions_are_not_ours(
    client: openai.OpenAI, assistant: Assistant, engine: Any
) -> None:
    turns = [
        {"role": "system", "content": "You are a pirate."},
        {"role": "user", "content": "Can I return a lamp?"},
        {"role": "assistant", "content": "Yes [1]."},
        {"role": "user", "content": [{"type": "text", "text": "And unused items within 30 days?"}]},
    ]
    client.chat.completions.create(model=str(assistant.pk), messages=turns, max_tokens=3, temperature=0.5, seed=7)
    (asked,) = engine.state.requests
    assert [turn["role"] for turn in asked["messages"]] == ["system", "user", "assistant", "user"]
    assert "pirate" not in str(asked)
    assert (asked["max_tokens"], asked["temperature"], asked["seed"]) == (3, 0.5, 7)


def test_a_question_about_nothing_known_is_refused_without_asking_a_model(
    client: openai.OpenAI, assistant: Assistant, engine: Any
) -> None:
    asked = [{"role": "user", "content": "Zxqv wvut?"}]
    done = client.chat.completions.create(model=str(assistant.pk), messages=asked)
    assert (done.choices[0].message.content, done.refused) == (REFUSAL, True)
    assert engine.state.requests == []
    said = client.chat.completions.create(model=str(assistant.pk), messages=asked, stream=True)
    assert "".join(chunk.choices[0].delta.content or "" for chunk in said) == REFUSAL


def test_a_mark_of_no_passage_is_never_told(client: openai.OpenAI, assistant: Assistant, engine: Any) -> None:
    engine.state.script = Script(reply="Answer: It is 30 days [9].")
    said = client.chat.completions.create(model=str(assistant.pk), messages=QUESTION, stream=True)
    assert "".join(chunk.choices[0].delta.content or "" for chunk in said) == "It is 30 days."


def test_a_stream_that_is_closed_stops_the_engine_and_keeps_what_was_said(
    client: openai.OpenAI, assistant: Assistant, engine: Any
) -> None:
    engine.state.script = Script(reply="It is 30 days. " * 200, token_delay=0.02)
    engine.state.closed = 0
    stream = client.chat.completions.create(model=str(assistant.pk), messages=QUESTION, stream=True)
    for chunk in stream:
        if chunk.choices[0].delta.content:
            break
    stream.close()
    _until(lambda: engine.state.closed == 1)
    _until(lambda: Message.objects.filter(state=Message.State.STOPPED, text__startswith="It is").exists())


def _until(done: Any) -> None:
    deadline = monotonic() + 10
    while not done():
        assert monotonic() < deadline
        sleep(0.02)


def test_an_engine_that_is_away_is_an_error_that_may_be_tried_again(
    client: openai.OpenAI, assistant: Assistant, engine: Any
) -> None:
    engine.state.script = Script(fault="unavailable")
    for stream in (False, True):
        with pytest.raises(openai.InternalServerError) as raised:
            client.chat.completions.create(model=str(assistant.pk), messages=QUESTION, stream=stream)
        assert (raised.value.status_code, raised.value.code) == (503, "engine_unavailable")
    assert Message.objects.filter(state=Message.State.FAILED, error_code="engine_unavailable").count() == 2


def test_an_engine_that_breaks_off_is_told_inside_the_stream(
    client: openai.OpenAI, assistant: Assistant, engine: Any
) -> None:
    engine.state.script = Script(reply="It is 30 days [1].", fault="broken_off", fault_after=4)
    stream = client.chat.completions.create(model=str(assistant.pk), messages=QUESTION, stream=True)
    with pytest.raises(openai.APIError, match="engine"):
        list(stream)


@pytest.mark.parametrize(
    ("change", "param"),
    [
        ({"messages": []}, "messages"),
        ({"messages": [{"role": "tool", "content": "x"}]}, "messages[0]"),
        ({"messages": [{"role": "user", "content": [{"type": "image_url"}]}]}, "messages[0]"),
        ({"messages": [*QUESTION, {"role": "assistant", "content": "It"}]}, "messages"),
        ({"messages": [{"role": "user", "content": "x" * 4001}]}, "messages"),
        ({"messages": [{"role": "system", "content": "x"}]}, "messages"),
        ({"tools": [{"type": "function"}]}, "tools"),
        ({"response_format": {"type": "json_object"}}, "response_format"),
        ({"n": 2}, "n"),
        ({"temperature": 3}, "temperature"),
        ({"stop": ["a"] * 5}, "stop"),
        ({"model": ""}, "model"),
    ],
)
def test_a_wrong_field_is_named(client: openai.OpenAI, assistant: Assistant, change: Any, param: str) -> None:
    body = {"model": str(assistant.pk), "messages": QUESTION, **change}
    with pytest.raises(openai.BadRequestError) as raised:
        client.chat.completions.create(**body)
    assert (raised.value.param, raised.value.type) == (param, "invalid_request_error")


def test_an_assistant_that_is_switched_off_does_not_answer(client: openai.OpenAI, assistant: Assistant) -> None:
    Assistant.objects.update(active=False)
    with pytest.raises(openai.PermissionDeniedError, match="switched off"):
        client.chat.completions.create(model=str(assistant.pk), messages=QUESTION)


@pytest.mark.parametrize("form", ["float", "base64", None])
def test_embeddings_are_those_of_the_search(client: openai.OpenAI, form: Any) -> None:
    asked = {"encoding_format": form} if form else {}
    got = client.embeddings.create(model="all-minilm-l6-v2", input=["a lamp", "the mill"], **asked)
    assert [row.index for row in got.data] == [0, 1]
    first = got.data[0].embedding
    numbers = np.frombuffer(base64.b64decode(first), "<f4") if isinstance(first, str) else first
    assert np.allclose(numbers, embedding.embed("a lamp"), atol=1e-6)
    assert got.usage.total_tokens == 4


@pytest.mark.parametrize("asked", [{"input": []}, {"input": [1, 2]}, {"input": ""}, {"input": "x", "dimensions": 64}])
def test_embeddings_of_something_else_are_refused(client: openai.OpenAI, asked: Any) -> None:
    with pytest.raises(openai.BadRequestError):
        client.embeddings.create(model="all-minilm-l6-v2", **asked)
    with pytest.raises(openai.NotFoundError):
        client.embeddings.create(model="text-embedding-3-small", input="x")


def test_a_key_that_is_used_too_fast_has_to_wait(client: openai.OpenAI, settings: LazySettings) -> None:
    settings.API_REQUESTS_PER_MINUTE = 1
    client.models.list()
    with pytest.raises(openai.RateLimitError) as raised:
        client.models.list()
    assert raised.value.code == "rate_limit_exceeded"
    assert int(raised.value.response.headers["retry-after"]) > 0


def test_a_call_without_a_good_key_is_refused(client: openai.OpenAI, server: str) -> None:
    ApiKey.objects.get().revoke()
    with pytest.raises(openai.AuthenticationError) as raised:
        client.models.list()
    assert raised.value.code == "invalid_api_key"
    assert httpx.get(f"{server}/v1/models").status_code == 401


def test_what_is_not_offered_says_so(client: openai.OpenAI) -> None:
    with pytest.raises(openai.NotFoundError, match=r"docs/openai\.md"):
        client.responses.create(model="gpt-5", input="Hello")
    with pytest.raises(openai.APIStatusError) as raised:
        client.post("/models", cast_to=object, body={})
    assert raised.value.status_code == 405
    with pytest.raises(openai.BadRequestError, match="not JSON"):
        client.post("/chat/completions", cast_to=object, content=b"{")
