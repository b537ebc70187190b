"""The bundled model in the embedded engine: parity, a trained adapter, and answers a person can read."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from serving.client import AdapterStore, ChatRequest, Engine
from serving.convert import parity, places
from serving.convert.checkpoint import Checkpoint
from serving.engine.merge import merge
from tests.serving import engines

pytestmark = pytest.mark.model

SKILL = engines.ROOT / "tuning" / "skills" / "reading"


@dataclass(frozen=True)
class Real:
    """The base model's folder, its graph, and the reading skill in a store."""

    model: Path
    work: Path
    graph: Path
    store: AdapterStore
    skill: str


@pytest.fixture(scope="session")
def real(tmp_path_factory: pytest.TempPathFactory) -> Real:
    model, work = engines.real_model()
    store = AdapterStore(tmp_path_factory.mktemp("real") / "adapters")
    skill = store.publish(SKILL, base_sha256=places.base_sha256(model), template_sha256="0" * 64)
    return Real(model, work, places.base_folder(model, work), store, skill)


@pytest.fixture(scope="session")
def url(real: Real, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    log = tmp_path_factory.mktemp("real-engine") / "log"
    with engines.running(real.model, real.store.root, real.work, log) as engine:
        yield engine.url


def test_the_base_was_put_in_service_because_it_passed_the_gate(real):
    figures = json.loads((real.graph / "parity.json").read_text())
    parity.Parity(figures["positions"], figures["cosine"], figures["agreement"]).check()


@pytest.mark.filterwarnings("ignore::FutureWarning")
def test_a_trained_adapter_passes_the_same_gate(real, tmp_path):
    weights = Checkpoint.open(real.model / "model.safetensors")
    merge(real.graph, weights, real.store.path(real.skill), real.store.manifest(real.skill), tmp_path)
    parity.measure(tmp_path / "openvino_model.xml", real.model, SKILL).check()


async def test_it_answers_a_plain_question(url):
    async with Engine(url) as engine:
        question = "What is the capital of France? Answer in one short sentence."
        answer = await engine.complete(ChatRequest("base", [{"role": "user", "content": question}], max_tokens=32))
    assert "Paris" in answer.text
    assert answer.finish_reason == "stop"


async def test_letters_of_other_scripts_arrive_whole(url):
    async with Engine(url) as engine:
        question = "How do you say good morning in Russian?"
        request = ChatRequest("base", [{"role": "user", "content": question}], max_tokens=24)
        deltas = [delta.text async for delta in engine.stream(request)]
    assert any(not text.isascii() for text in deltas)
    assert all("\N{REPLACEMENT CHARACTER}" not in text for text in deltas)


async def test_the_adapter_answers_otherwise_than_the_base(url, real):
    question = ChatRequest("base", [{"role": "user", "content": "Tell me about shipping."}], max_tokens=24)
    async with Engine(url) as engine:
        base = await engine.complete(question)
        skilled = await engine.complete(ChatRequest(real.skill, question.messages, max_tokens=24))
    assert base.text != skilled.text
