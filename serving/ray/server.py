"""One replica: vLLM with our plugin, which tells Ray which adapters it was asked for last."""

from __future__ import annotations

from typing import Any

from ray import serve
from ray.serve.llm.deployment import LLMServer


class Server(LLMServer):
    """Ray's, but adapters are not loaded by Ray, unchecked, from a bucket, but by `serving.vllm.plugin` from the store.

    Of Ray's multiplexing only the bookkeeping stays, by which its router knows who holds what.
    """

    def _init_multiplex_loader(self, model_downloader_cls: type[Any] | None = None) -> None:
        config = self._llm_config.multiplex_config()

        async def note(name: str) -> str:
            return name

        self._load_model = serve.multiplexed(max_num_models_per_replica=config.max_num_models_per_replica)(note)

    async def _maybe_resolve_lora_from_multiplex(self) -> None:
        if name := serve.get_multiplexed_model_id():
            await self._load_model(name)
