"""What every engine must do, tried on the fake one, the embedded one, the benchmarks' reference and a real vLLM."""

from collections.abc import Iterator

import pytest

from serving import client, fake
from serving.client import ChatRequest, Engine
from tests.bench import engine_transformers
from tests.serving.engines import Shop
from tests.serving.vllm.server import NEEDED

HELLO = ChatRequest("base", [{"role": "user", "content": "Hello?"}], max_tokens=5)


@pytest.fixture(scope="module")
def transformers_url(shop: Shop) -> Iterator[str]:
    with fake.running(engine_transformers.create_app(engine_transformers.Reference(shop.model, shop.store))) as url:
        yield url


@pytest.fixture(params=["fake", "embedded", "transformers", pytest.param("vllm", marks=NEEDED)])
def url(request: pytest.FixtureRequest) -> str:
    """Of an engine that answers."""
    return _url(request)


@pytest.fixture(params=["fake", "embedded"])
def full_url(request: pytest.FixtureRequest) -> str:
    """Of an engine that also makes vectors."""
    return _url(request)


def _url(request: pytest.FixtureRequest) -> str:
    match request.param:
        case "embedded":
            return str(request.getfixturevalue("shop").url)
        case "vllm":
            return str(request.getfixturevalue("vllm").url)
        case kind:
            return str(request.getfixturevalue(f"{kind}_url"))


async def test_it_is_healthy(url):
    async with Engine(url) as engine:
        assert await engine.health()


async def test_it_lists_its_base_and_its_embedder(full_url):
    async with Engine(full_url) as engine:
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
        with pytest.raises(client.InvalidRequest, match="message"):
            await engine.complete(ChatRequest("base", []))


async def test_it_reads_where_the_answer_stands(full_url, fake_app):
    fake_app.state.script.reads = True
    passages = [
        ("", "We are closed on Mondays."),
        ("Returns", "Saddles can be returned within 30 days. Keep the bill."),
    ]
    async with Engine(full_url) as engine:
        other, found = await engine.read("how many days to return saddles", passages)
    assert 0 <= other.holds < found.holds <= 1
    span = found.spans[0]
    assert "30 days" in passages[1][1][span.start : span.end]


async def test_it_embeds_in_384_dimensions_with_like_texts_near(full_url):
    async with Engine(full_url) as engine:
        hours, opening, price = await engine.embed(["your opening hours", "opening hours", "price of a saddle"])

    def near(a: list[float], b: list[float]) -> float:
        return sum(x * y for x, y in zip(a, b, strict=True))

    assert len(hours) == 384
    assert near(hours, hours) == pytest.approx(1.0, abs=1e-3)
    assert near(hours, opening) > near(hours, price)
