"""What the plugin gives vLLM to load, without vLLM: `lookalike` has the shape of its interface in version 0.32."""

import logging
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from serving.client import AdapterStore, EngineUnavailable
from serving.vllm import plugin
from serving.vllm.adapters import Adapters
from tests.serving.test_store import BASE, TEMPLATE, write_adapter


@dataclass
class LoRARequest:
    lora_name: str
    lora_int_id: int
    lora_path: str = ""


class LoRAResolver(ABC):
    @abstractmethod
    async def resolve_lora(self, base_model_name: str, lora_name: str) -> LoRARequest | None: ...


@dataclass
class Registry:
    resolvers: dict[str, LoRAResolver] = field(default_factory=dict)

    def register_resolver(self, resolver_name: str, resolver: LoRAResolver) -> None:
        self.resolvers[resolver_name] = resolver


@pytest.fixture
def registry(monkeypatch: pytest.MonkeyPatch) -> Registry:
    found = Registry()
    contents: dict[str, dict[str, Any]] = {
        "vllm": {},
        "vllm.lora": {},
        "vllm.lora.request": {"LoRARequest": LoRARequest},
        "vllm.lora.resolver": {"LoRAResolver": LoRAResolver, "LoRAResolverRegistry": found},
    }
    for name, content in contents.items():
        module = ModuleType(name)
        vars(module).update(content)
        monkeypatch.setitem(__import__("sys").modules, name, module)
    return found


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """A base model's folder whose weights have the hash `BASE`."""
    folder = tmp_path / "model"
    folder.mkdir()
    (folder / "base.json").write_text(f'{{"sha256": "{BASE}"}}')
    return folder


@pytest.fixture
def store(tmp_path: Path) -> AdapterStore:
    return AdapterStore(tmp_path / "adapters")


@pytest.fixture
def name(store: AdapterStore, tmp_path: Path) -> str:
    return store.publish(write_adapter(tmp_path / "peft"), base_sha256=BASE, template_sha256=TEMPLATE)


@pytest.fixture
def resolver(registry: Registry, store: AdapterStore, monkeypatch: pytest.MonkeyPatch) -> LoRAResolver:
    monkeypatch.setenv("BOTWRIGHT_ADAPTERS", str(store.root))
    monkeypatch.setenv("VLLM_ALLOW_RUNTIME_LORA_UPDATING", "1")
    plugin.register()
    return registry.resolvers["botwright"]


async def test_a_published_adapter_is_loaded_from_its_folder(resolver, store, model, name):
    request = await resolver.resolve_lora(str(model), name)
    assert (request.lora_name, request.lora_path) == (name, str(store.path(name)))
    assert request.lora_int_id >= 1


async def test_an_adapter_published_after_the_start_is_found(resolver, store, model, tmp_path):
    later = store.publish(write_adapter(tmp_path / "later", value=0.25), base_sha256=BASE, template_sha256=TEMPLATE)
    assert await resolver.resolve_lora(str(model), later)


async def test_changed_weights_are_refused_and_the_log_says_why(resolver, store, model, name, caplog):
    path = store.path(name) / "adapter_model.safetensors"
    path.write_bytes(path.read_bytes()[:-1] + b"\x01")
    with caplog.at_level(logging.WARNING):
        assert await resolver.resolve_lora(str(model), name) is None
    assert "changed after it was published" in caplog.text


async def test_an_adapter_of_another_base_is_refused(resolver, store, model, tmp_path, caplog):
    other = store.publish(write_adapter(tmp_path / "peft"), base_sha256="d" * 64, template_sha256=TEMPLATE)
    with caplog.at_level(logging.WARNING):
        assert await resolver.resolve_lora(str(model), other) is None
    assert "another base model" in caplog.text


@pytest.mark.parametrize("name", ["base", "", "../model", "a-" + "0" * 32, "/etc", "a-" + "0" * 32 + "/../../model"])
async def test_no_other_name_leads_to_a_folder(resolver, store, model, name):
    store.root.mkdir(exist_ok=True)
    assert await resolver.resolve_lora(str(model), name) is None


async def test_a_link_in_place_of_the_weights_is_refused(resolver, store, model, name, tmp_path):
    path = store.path(name) / "adapter_model.safetensors"
    path.rename(tmp_path / "elsewhere")
    path.symlink_to(tmp_path / "elsewhere")
    assert await resolver.resolve_lora(str(model), name) is None


async def test_a_base_that_is_no_folder_is_known_by_its_hash(registry, store, name, monkeypatch):
    monkeypatch.setenv("BOTWRIGHT_ADAPTERS", str(store.root))
    monkeypatch.setenv("BOTWRIGHT_BASE_SHA256", BASE)
    plugin.register()
    assert await registry.resolvers["botwright"].resolve_lora("someone/some-model", name)


def test_without_a_store_vllm_is_left_as_it_is(registry, monkeypatch):
    monkeypatch.delenv("BOTWRIGHT_ADAPTERS", raising=False)
    plugin.register()
    assert registry.resolvers == {}


def test_a_server_that_would_never_ask_is_told(registry, store, monkeypatch, caplog):
    monkeypatch.setenv("BOTWRIGHT_ADAPTERS", str(store.root))
    monkeypatch.delenv("VLLM_ALLOW_RUNTIME_LORA_UPDATING", raising=False)
    plugin.register()
    assert "VLLM_ALLOW_RUNTIME_LORA_UPDATING=1" in caplog.text


def test_a_store_that_does_not_answer_is_no_refusal(model, tmp_path):
    class Away(AdapterStore):
        def path(self, name: str) -> Path:
            raise EngineUnavailable("Object storage cannot be reached.")

    with pytest.raises(EngineUnavailable):
        Adapters(Away(tmp_path)).folder(str(model), "a-" + "0" * 32)
