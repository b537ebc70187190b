"""`serve run deploy/ray/serve.yaml`: the application that the file names."""

from __future__ import annotations

from typing import Any

from ray import serve
from ray.llm._internal.serve.core.configs.openai_api_models import to_model_metadata
from ray.serve.deployment import Application
from ray.serve.llm import LLMConfig, build_llm_deployment

from serving.ray.ingress import BASE, Ingress, ingress
from serving.ray.server import Server


def build(arguments: dict[str, Any]) -> Application:
    """`arguments`: `model`, the base's folder, and the fields of Ray's `LLMConfig` but for the model's id."""
    fields = dict(arguments)
    loading = {"model_id": BASE, "model_source": fields.pop("model")}
    config = LLMConfig(model_loading_config=loading, **fields)
    server = build_llm_deployment(config, deployment_cls=Server)
    return serve.deployment(ingress(), **Ingress.get_deployment_options([config])).bind(
        llm_deployments={BASE: server}, model_cards={BASE: to_model_metadata(BASE, config)}
    )
