"""A hundred promotions over fifty businesses while their visitors ask: each is answered by the version that is live.

The engine is the fake one behind the real protocol and over the real adapter store, which checks each adapter's hashes
as an engine does, and says in its answer under which name it was asked; with `BOTWRIGHT_VLLM_PYTHON` also a real vLLM
server, where each adapter's random weights have an answer of their own.
"""

import asyncio
import json
import os
import random
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from serving import fake
from tests.chat.browser import text_of
from tests.scale import postgres as databases
from tests.serving import engines
from tests.serving.vllm import server as vllm
from tests.torture import place as places
from tests.torture.place import Place
from tests.torture.visitor import Visitor

# On CPU, vLLM computes 50 tokens of a prompt in a second where there is an adapter; a GPU takes all fifty businesses.
VLLM_SHOPS = int(os.environ.get("BOTWRIGHT_VLLM_SHOPS", "8"))
SHOPS, ASKERS, BETWEEN = 50, 6, 0.02
ROLLBACK_SECONDS = 300
BASE = "base"


@dataclass(frozen=True)
class Live:
    """`name` answers from some moment between `called` and `done` on."""

    called: float
    done: float
    name: str


@dataclass(frozen=True)
class Answer:
    """`name`: what the platform says that answers; `text`: what the engine said."""

    asked: float
    begun: float
    name: str
    text: str


@dataclass
class Shop:
    """One business, what has been live in it, and what its visitors were answered."""

    site_key: str
    secret: str
    assistant: str
    versions: list[tuple[str, str]]
    live: list[Live] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)

    def may_have_answered(self, answer: Answer) -> set[str]:
        """The names that were live at any moment between the question and the answer's beginning."""
        ends = [*(later.done for later in self.live[1:]), float("inf")]
        return {
            one.name
            for one, end in zip(self.live, ends, strict=True)
            if one.called <= answer.begun and answer.asked <= end
        }


@dataclass(frozen=True)
class Fleet:
    """A platform; `shops`: how many businesses it is tried with; `model`: a real engine's base model, or empty."""

    place: Place
    shops: int = SHOPS
    model: str = ""

    def open(self, count: int) -> list[Shop]:
        """So many more businesses."""
        argv = [sys.executable, "-m", "tests.scale.fleet", str(count), *([self.model] if self.model else [])]
        return [Shop(**told) for told in json.loads(self.place.run(*argv))]


@contextmanager
def _on_fake(folder: Path, **settings: str) -> Iterator[Fleet]:
    with places.running(folder, ["--adapters", str(folder / "adapters")], **settings) as place:
        place.script(reply="It was {model} who said this.")
        yield Fleet(place)


@contextmanager
def _on_vllm(folder: Path, **settings: str) -> Iterator[Fleet]:
    model, _ = engines.real_model()
    with (
        vllm.running(Path(vllm.PYTHON), model, folder / "adapters", folder, dtype="float32") as engine,
        fake.running(fake.create_app()) as vectors,
        places.running(folder, ENGINE_URL=engine, EMBEDDINGS_URL=vectors, ENGINE_TIMEOUT="600", **settings) as place,
    ):
        yield Fleet(place, VLLM_SHOPS, str(model))


ON = {"fake": _on_fake, "vllm": _on_vllm}


@pytest.fixture(scope="module", params=["fake", pytest.param("vllm", marks=vllm.NEEDED)])
def fleet(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fleet]:
    folder = tmp_path_factory.mktemp("place")
    with databases.running() as postgres, ON[request.param](folder, **postgres.settings()) as fleet:
        yield fleet


async def _promote(place: Place, shop: Shop, version: int | None) -> httpx.Response:
    """Over the API, as a business's own program does it; None rolls back to what was there before the first version."""
    pk, name = (None, BASE) if version is None else shop.versions[version - 1]
    url = f"{place.url}/api/v1/assistants/{shop.assistant}/promotions/"
    async with httpx.AsyncClient(trust_env=False, timeout=120) as http:
        called = time.monotonic()
        response = await http.post(url, json={"adapter": pk}, headers={"Authorization": f"Bearer {shop.secret}"})
    if response.is_success:
        shop.live.append(Live(called, time.monotonic(), name))
    return response


async def _ask(place: Place, shop: Shop) -> Answer:
    async with Visitor(place.url, shop.site_key) as visitor:
        asked = time.monotonic()
        async with visitor.ask() as stream:
            events = [await anext(stream)]
            begun = time.monotonic()
            events += [told async for told in stream]
    assert events[-1].event == "done", events
    answer = Answer(asked, begun, events[0].data["adapter"] or BASE, text_of(events))
    shop.answers.append(answer)
    return answer


@asynccontextmanager
async def _asked_all_the_time(place: Place, shops: list[Shop]) -> AsyncIterator[None]:
    ended = asyncio.Event()

    async def ask() -> None:
        while not ended.is_set():
            await _ask(place, random.choice(shops))
            await asyncio.sleep(BETWEEN)

    async with asyncio.TaskGroup() as askers:
        for _ in range(ASKERS):
            askers.create_task(ask())
        try:
            yield
        finally:
            ended.set()


async def _seconds_until(place: Place, shop: Shop, name: str) -> float:
    """Until a visitor who asks is answered by `name`."""
    began = time.monotonic()
    while (await _ask(place, shop)).name != name:
        assert time.monotonic() < began + ROLLBACK_SECONDS
    return shop.answers[-1].begun - began


async def _promote_all(place: Place, shops: list[Shop], version: int) -> None:
    """In any order, one more visitor being answered between any two."""
    for shop in random.sample(shops, len(shops)):
        assert (await _promote(place, shop, version)).is_success
        await _ask(place, random.choice(shops))


async def test_every_answer_is_by_the_version_that_is_live_while_a_hundred_are_promoted(fleet: Fleet) -> None:
    place, shops, rolled_back = fleet.place, fleet.open(fleet.shops), list[float]()
    for shop in shops:
        shop.live.append(Live(0.0, 0.0, BASE))
    began = time.monotonic()
    async with _asked_all_the_time(place, shops):
        for version in (1, 2):
            await _promote_all(place, shops, version)
        promoted = time.monotonic() - began
        for number, shop in enumerate(random.sample(shops, 2 * len(shops) // 5)):
            assert (await _promote(place, shop, 1 if number % 2 else None)).is_success
            rolled_back.append(await _seconds_until(place, shop, shop.live[-1].name))
    answers = [(shop, answer) for shop in shops for answer in shop.answers]
    print(
        f"\n{2 * len(shops)} promotions in {promoted:.0f} s, {len(answers)} answers; "
        f"{len(rolled_back)} rollbacks, each seen in an answer that began within {max(rolled_back):.2f} s"
    )
    for shop, answer in answers:
        assert answer.name in shop.may_have_answered(answer)
    _check_who_spoke(fleet, [answer for _, answer in answers])


def _check_who_spoke(fleet: Fleet, answers: list[Answer]) -> None:
    """Each version has an answer of its own, which it always gives."""
    if not fleet.model:
        assert all(answer.name in answer.text for answer in answers)
        return
    texts: dict[str, set[str]] = {}
    for answer in answers:
        if answer.name != BASE:
            texts.setdefault(answer.name, set()).add(answer.text)
    assert len(texts) > fleet.shops
    assert all(len(said) == 1 for said in texts.values()), texts
    assert len(set.union(*texts.values())) == len(texts)


async def test_a_version_whose_weights_were_changed_is_refused_and_the_one_before_goes_on(fleet: Fleet) -> None:
    place, (shop,) = fleet.place, fleet.open(1)
    assert (await _promote(place, shop, 1)).is_success
    _, changed = shop.versions[1]
    weights = place.var / "adapters" / changed / "adapter_model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-1] + b"\x01")
    refused: dict[str, Any] = (await _promote(place, shop, 2)).json()["error"]
    assert refused["code"] == "not_promotable"
    assert "changed after it was published" in refused["message"]
    assert (await _ask(place, shop)).name == shop.versions[0][1]
