"""Names, handles and addresses, without Ray: `lookalike` has the shape of its interface in version 2.60."""

import sys
from dataclasses import dataclass, field
from importlib import import_module
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from tests.serving.engines import ROOT

NAME = "a-" + "0" * 32


@dataclass
class Handle:
    told: dict[str, Any] = field(default_factory=dict)

    def options(self, **told: Any) -> "Handle":
        return Handle(self.told | told)


class OpenAiIngress:
    def __init__(self, handles: dict[str, Handle]) -> None:
        self._default_serve_handles = handles

    async def _get_model_id(self, model: str | None) -> str:
        if model not in self._default_serve_handles:
            raise LookupError(model)
        return model

    def _get_configured_serve_handle(self, model_id: str) -> Handle:
        return self._default_serve_handles[model_id].options(stream=True)


class LLMServer:
    def __init__(self) -> None:
        self._llm_config = SimpleNamespace(multiplex_config=lambda: SimpleNamespace(max_num_models_per_replica=3))
        self._init_multiplex_loader(None)


@pytest.fixture
def ray(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """What the replicas noted, and which adapter the request names."""
    seen = SimpleNamespace(noted=[], most=0, asked="")

    def multiplexed(*, max_num_models_per_replica: int) -> Any:
        seen.most = max_num_models_per_replica

        def wrapped(load: Any) -> Any:
            async def loaded(name: str) -> str:
                seen.noted.append(name)
                return await load(name)

            return loaded

        return wrapped

    serve = SimpleNamespace(multiplexed=multiplexed, get_multiplexed_model_id=lambda: seen.asked)
    contents: dict[str, dict[str, Any]] = {
        "ray": {"serve": serve},
        "ray.serve": {},
        "ray.serve.llm": {},
        "ray.serve.llm.deployment": {"LLMServer": LLMServer},
        "ray.serve.llm.ingress": {
            "OpenAiIngress": OpenAiIngress,
            "make_fastapi_ingress": lambda cls, endpoint_map: (cls, endpoint_map),
        },
    }
    for name, content in contents.items():
        module = ModuleType(name)
        vars(module).update(content)
        monkeypatch.setitem(sys.modules, name, module)
    for name in ("serving.ray.ingress", "serving.ray.server"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    return seen


async def test_an_adapter_is_asked_of_a_replica_that_holds_it(ray: SimpleNamespace) -> None:
    ingress = import_module("serving.ray.ingress").Ingress({"base": Handle()})
    handle = ingress._get_configured_serve_handle(await ingress._get_model_id(NAME))
    assert handle.told == {"stream": True, "multiplexed_model_id": NAME}
    assert ingress._get_configured_serve_handle(await ingress._get_model_id("base")).told == {"stream": True}


@pytest.mark.parametrize("name", ["../model", "a-0", f"base:{NAME}", "", None])
async def test_no_other_name_gets_past_rays_own_check(ray: SimpleNamespace, name: str | None) -> None:
    ingress = import_module("serving.ray.ingress").Ingress({"base": Handle()})
    with pytest.raises(LookupError):
        await ingress._get_model_id(name)


def test_only_the_engine_protocol_has_addresses(ray: SimpleNamespace) -> None:
    _, addresses = import_module("serving.ray.ingress").ingress()
    assert set(addresses) == {"chat", "models", "health"}


async def test_a_replica_notes_what_it_was_asked_for_and_loads_nothing_itself(ray: SimpleNamespace) -> None:
    server = import_module("serving.ray.server").Server()
    await server._maybe_resolve_lora_from_multiplex()
    ray.asked = NAME
    await server._maybe_resolve_lora_from_multiplex()
    assert (ray.noted, ray.most) == ([NAME], 3)


def test_the_recipe_names_the_application_and_our_plugin_alone() -> None:
    yaml = pytest.importorskip("yaml")
    (application,) = yaml.safe_load((ROOT / "deploy/ray/serve.yaml").read_text())["applications"]
    variables = application["args"]["runtime_env"]["env_vars"]
    assert application["import_path"] == "serving.ray.app:build"
    assert (variables["VLLM_PLUGINS"], variables["VLLM_ALLOW_RUNTIME_LORA_UPDATING"]) == ("botwright", "1")
    held = application["args"]["lora_config"]["max_num_adapters_per_replica"]
    assert held == application["args"]["engine_kwargs"]["max_cpu_loras"]
