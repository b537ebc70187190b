"""The entry point that vLLM calls when it starts (group `vllm.general_plugins`)."""

from __future__ import annotations

import asyncio
import logging
import os
from typing import TYPE_CHECKING

from serving.vllm.adapters import Adapters

if TYPE_CHECKING:
    from vllm.lora.request import LoRARequest

# Below vLLM's own logger, whose handler is the only one that its processes keep.
log = logging.getLogger("vllm.botwright")

NAME = "botwright"
ALLOW = "VLLM_ALLOW_RUNTIME_LORA_UPDATING"


class Resolver:
    """vLLM's interface `LoRAResolver` (0.32) over `Adapters`."""

    def __init__(self, adapters: Adapters) -> None:
        self._adapters = adapters

    async def resolve_lora(self, base_model_name: str, lora_name: str) -> LoRARequest | None:
        """What to load for `lora_name`, or None, which the client sees as 404."""
        folder = await asyncio.to_thread(self._adapters.folder, base_model_name, lora_name)
        if folder is None:
            return None
        # Here and below: only inside vLLM's own processes is there a vLLM to import.
        from vllm.lora.request import LoRARequest

        # vLLM replaces the number by its own.
        return LoRARequest(lora_name=lora_name, lora_int_id=1, lora_path=str(folder))


def register() -> None:
    """Have vLLM ask us for every model name that it does not know; may be called again, and in any process."""
    adapters = Adapters.configured()
    if adapters is None:
        return
    if os.environ.get(ALLOW, "").strip().lower() not in {"1", "true"}:
        log.warning("Set %s=1: without it vLLM never asks for an adapter.", ALLOW)
    from vllm.lora.resolver import LoRAResolver, LoRAResolverRegistry

    LoRAResolver.register(Resolver)
    LoRAResolverRegistry.register_resolver(NAME, Resolver(adapters))
