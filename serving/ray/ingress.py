"""The HTTP side: the engine protocol, and nothing else of what Ray Serve LLM offers."""

from __future__ import annotations

from typing import Any

from ray.serve.llm.ingress import OpenAiIngress, make_fastapi_ingress

from serving.client.manifest import is_name

BASE = "base"


class Ingress(OpenAiIngress):
    """Ray's, for adapters that are called by their names alone, which Ray takes for unknown models."""

    async def health(self) -> dict[str, str]:
        """`/health` of the engine protocol: Ray starts the ingress after the replicas behind it."""
        return {"status": "ok"}

    async def _get_model_id(self, model: str | None) -> str:
        if model and is_name(model):
            return model
        found: str = await super()._get_model_id(model)
        return found

    def _get_configured_serve_handle(self, model_id: str) -> Any:
        if not is_name(model_id):
            return super()._get_configured_serve_handle(model_id)
        # Ray would keep one for every name that it ever saw. These share the router of the base's.
        return self._default_serve_handles[BASE].options(stream=True, multiplexed_model_id=model_id)


def ingress() -> Any:
    """The class for `serve.deployment`, with the addresses of the engine protocol."""
    addresses = {
        "chat": lambda app: app.post("/v1/chat/completions"),
        "models": lambda app: app.get("/v1/models"),
        "health": lambda app: app.get("/health"),
    }
    return make_fastapi_ingress(Ingress, endpoint_map=addresses)
