"""What every engine must do, tried on the fake and on the embedded one."""

import pytest

from serving import client
from serving.client import ChatRequest, Engine

HELLO = ChatRequest("base", [{"role": "user", "content": "Hello?"}], max_tokens=5)


@pytest.fixture(params=["fake", "embedded"])
def url(request: pytest.FixtureRequest) -> str:
    if request.param == "fake":
        return str(request.getfixturevalue("fake_url"))
    return str(request.getfixturevalue("shop").url)


async def test_it_is_healthy_and_lists_its_base_and_its_embedder(url):
    async with Engine(url) as engine:
        assert await engine.health()
        assert {"base", "all-minilm-l6-v2"} <= set(await engine.models())


async def test_it_answers_whole_and_streamed_with_reason_and_usage(url):
    async with Engine(url) as engine:
        whole = await engine.complete(HELLO)
        deltas = [delta async for delta in engine.stream(HELLO)]
    assert "".join(delta.text for delta in deltas) == whole.text
    assert [delta.finish_reason for delta in deltas if delta.finish_reason] == [whole.finish_reason]
    assert whole.finish_reason in ("stop", "length")
    assert deltas[-1].usage == whole.usage
    assert 0 < whole.usage.completion_tokens <= 5


async def test_it_knows_no_adapter_that_nobody_published(url, fake_app):
    fake_app.state.script.adapters = []
    async with Engine(url) as engine:
        with pytest.raises(client.UnknownAdapter):
            await engine.complete(ChatRequest(f"a-{'0' * 32}", HELLO.messages))


async def test_it_refuses_a_request_without_messages(url):
    async with Engine(url) as engine:
        with pytest.raises(client.InvalidRequest, match="messages"):
            await engine.complete(ChatRequest("base", []))


async def test_it_embeds_in_384_dimensions_with_like_texts_near(url):
    async with Engine(url) as engine:
        hours, opening, price = await engine.embed(["your opening hours", "opening hours", "price of a saddle"])

    def near(a: list[float], b: list[float]) -> float:
        return sum(x * y for x, y in zip(a, b, strict=True))

    assert len(hours) == 384
    assert near(hours, hours) == pytest.approx(1.0, abs=1e-3)
    assert near(hours, opening) > near(hours, price)
