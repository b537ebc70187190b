"""The embedded engine as a real process, on a tiny random model: adapters, queues, cancellation, errors."""

import asyncio
from contextlib import AsyncExitStack

import httpx
import pytest

from serving import client
from serving.client import ChatRequest, Engine, Message
from tests.serving import tiny
from tests.serving.engines import Shop

HELLO: list[Message] = [{"role": "user", "content": "Hello, when are you open?"}]


def request(model: str = "base", **options: object) -> ChatRequest:
    return ChatRequest(model, HELLO, **{"max_tokens": 12, **options})


async def metric(shop: Shop, name: str) -> float:
    async with httpx.AsyncClient(trust_env=False) as http:
        text = (await http.get(f"{shop.url}/metrics")).text
    return float(next(line.split()[-1] for line in text.splitlines() if line.startswith(f"botwright_engine_{name} ")))


async def idle_again(shop: Shop) -> bool:
    for _ in range(200):
        if await metric(shop, "running") + await metric(shop, "waiting") == 0:
            return True
        await asyncio.sleep(0.05)
    return False


async def test_each_adapter_answers_in_its_own_way_and_always_the_same(shop):
    async with Engine(shop.url) as engine:
        first = [(await engine.complete(request(name))).text for name in ["base", *shop.names]]
        again = [(await engine.complete(request(name))).text for name in ["base", *shop.names]]
    assert first == again
    assert len(set(first)) == 4


async def test_no_request_is_served_by_anothers_adapter_however_they_crowd(shop):
    async with Engine(shop.url) as engine:
        alone = {name: (await engine.complete(request(name))).text for name in shop.names}
        crowd = shop.names * 6
        answers = await asyncio.gather(*(engine.complete(request(name)) for name in crowd))
    assert [answer.text for answer in answers] == [alone[name] for name in crowd]
    assert await metric(shop, "adapters_live") <= 2
    assert await metric(shop, "adapter_evictions") >= 1


async def test_a_streamed_answer_is_the_whole_one(shop):
    async with Engine(shop.url) as engine:
        deltas = [delta async for delta in engine.stream(request())]
        whole = await engine.complete(request())
    assert "".join(delta.text for delta in deltas) == whole.text
    assert [delta.finish_reason for delta in deltas if delta.finish_reason] == [whole.finish_reason]
    assert deltas[-1].usage == whole.usage
    assert whole.usage.completion_tokens <= 12


async def test_the_length_is_kept(shop):
    async with Engine(shop.url) as engine:
        answer = await engine.complete(request(max_tokens=3))
    assert (answer.finish_reason, answer.usage.completion_tokens) == ("length", 3)


async def test_a_stop_string_ends_the_answer_before_it(shop):
    async with Engine(shop.url) as engine:
        whole = (await engine.complete(request())).text
        stop = whole[2:4]
        answer = await engine.complete(request(stop=(stop,)))
    assert answer.text == whole[: whole.index(stop)]
    assert answer.finish_reason == "stop"


async def test_a_seed_repeats_and_another_differs(shop):
    async with Engine(shop.url) as engine:
        texts = [(await engine.complete(request(temperature=1.5, seed=seed))).text for seed in (1, 1, 2)]
    assert texts[0] == texts[1] != texts[2]


async def test_the_salt_changes_no_answer(shop):
    async with Engine(shop.url) as engine:
        answers = [await engine.complete(request(cache_salt=salt)) for salt in ("", "alice", "charlie")]
    assert len({answer.text for answer in answers}) == 1


async def test_closing_the_stream_frees_the_engine(shop):
    async with Engine(shop.url) as engine:
        stream = engine.stream(request(max_tokens=900))
        await anext(stream)
        assert await metric(shop, "running") + await metric(shop, "waiting") == 1
        await stream.aclose()
    assert await idle_again(shop)


async def test_leaving_before_the_end_frees_the_engine_when_nothing_is_streamed_too(shop):
    async with httpx.AsyncClient(base_url=shop.url, trust_env=False, timeout=0.2) as http:
        body = request(max_tokens=900).body(stream=False)
        with pytest.raises(httpx.ReadTimeout):
            await http.post("/v1/chat/completions", json=body)
    assert await idle_again(shop)
    assert await metric(shop, 'requests_total{outcome="cancelled"}') >= 1


async def test_a_full_queue_is_said_to_be_full_and_empties_again(shop):
    async with Engine(shop.url) as engine, AsyncExitStack() as streams:
        # All at once: one after the other, the first has ended on a slow machine before the last is asked.
        crowd = [engine.stream(request(max_tokens=900)) for _ in range(72)]
        for stream in crowd:
            streams.push_async_callback(stream.aclose)
        begun = await asyncio.gather(*(anext(stream) for stream in crowd), return_exceptions=True)
        assert await metric(shop, "running") + await metric(shop, "waiting") <= 24
    refused = [one for one in begun if isinstance(one, BaseException)]
    assert 0 < len(refused) <= 72 - 24
    assert {type(one) for one in refused} == {client.EngineOverloaded}
    assert await idle_again(shop)


async def test_an_unknown_adapter_is_unknown_before_the_stream_begins(shop):
    async with Engine(shop.url) as engine:
        for name in (f"a-{'0' * 32}", "../../etc/passwd", "gpt-4"):
            with pytest.raises(client.UnknownAdapter):
                await anext(engine.stream(request(name)))


async def test_an_adapter_whose_files_changed_is_refused(shop, tmp_path):
    name = tiny.publish(shop.store, shop.model, tiny.make_adapter(shop.model, tmp_path / "peft", 9))
    weights = shop.store.path(name) / "adapter_model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-1] + b"\x7f")
    async with Engine(shop.url) as engine:
        with pytest.raises(client.InvalidAdapter, match="changed"):
            await engine.complete(request(name))


async def test_an_adapter_of_another_base_is_refused(shop, tmp_path):
    folder = tiny.make_adapter(shop.model, tmp_path / "peft", 9)
    name = shop.store.publish(folder, base_sha256="f" * 64, template_sha256=tiny.TEMPLATE_SHA256)
    async with Engine(shop.url) as engine:
        with pytest.raises(client.InvalidAdapter, match="another base"):
            await engine.complete(request(name))


async def test_an_adapter_published_later_is_found_without_being_pushed(shop, tmp_path):
    name = tiny.publish(shop.store, shop.model, tiny.make_adapter(shop.model, tmp_path / "peft", 4))
    async with Engine(shop.url) as engine:
        assert (await engine.complete(request(name))).text
        assert name in await engine.models()


async def test_a_prompt_that_does_not_fit_is_refused_with_its_length(shop):
    long = ChatRequest("base", [{"role": "user", "content": "word " * 20_000}])
    async with Engine(shop.url) as engine:
        with pytest.raises(client.InvalidRequest, match="1000"):
            await engine.complete(long)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"not json", 400),
        (b"[]", 400),
        (b'{"model": "base"}', 400),
        (b'{"model": "base", "messages": [{"role": "robot", "content": ""}]}', 400),
        (b'{"model": "base", "messages": [{"role": "user", "content": "a"}], "temperature": 9}', 400),
        (b'{"model": "base", "messages": [{"role": "user", "content": "a"}], "max_tokens": 0}', 400),
        (b'"' + b"a" * (3 << 20) + b'"', 413),
    ],
)
async def test_a_wrong_body_gets_an_error_in_openais_shape(shop, body, status):
    async with httpx.AsyncClient(base_url=shop.url, trust_env=False) as http:
        response = await http.post("/v1/chat/completions", content=body)
    assert response.status_code == status
    assert set(response.json()["error"]) == {"message", "type", "code", "param"}


async def test_embeddings_are_unit_vectors_and_like_texts_are_near(shop):
    async with Engine(shop.url) as engine:
        vectors = await engine.embed(["When do you open?", "Opening hours", "The price of a saddle", ""])
    hours = sum(a * b for a, b in zip(vectors[0], vectors[1], strict=True))
    price = sum(a * b for a, b in zip(vectors[0], vectors[2], strict=True))
    assert hours > price + 0.1
    assert [sum(x * x for x in vector) for vector in vectors] == [pytest.approx(1.0, abs=1e-3)] * 4
