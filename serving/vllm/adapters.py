"""Which folder vLLM may load an adapter from, if any."""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from serving.client.errors import InvalidAdapter, UnknownAdapter
from serving.client.store import AdapterStore
from serving.client.stores import adapter_store
from serving.convert.places import base_sha256

# Below vLLM's own logger, whose handler is the only one that its processes keep.
log = logging.getLogger("vllm.botwright")

FOLDER, S3, BASE = "BOTWRIGHT_ADAPTERS", "ADAPTERS_S3", "BOTWRIGHT_BASE_SHA256"


class Adapters:
    """The adapters of `store` that were trained on the base that this server runs; its methods block."""

    def __init__(self, store: AdapterStore, base: str = "") -> None:
        self._store = store
        self._base = base

    @classmethod
    def configured(cls, environment: Mapping[str, str] = os.environ) -> Adapters | None:
        """As the environment says, or None where it names no store: then vLLM runs as it would without us."""
        if not environment.get(FOLDER):
            return None
        store = adapter_store(Path(environment[FOLDER]), environment.get(S3, ""))
        return cls(store, environment.get(BASE, ""))

    def folder(self, model: str, name: str) -> Path | None:
        """The folder of `name`, whole and made for the base in folder `model`; None, with the reason logged, if not.

        Raises `EngineUnavailable` when the store does not answer, so that the caller may ask again, and `BrokenModel`
        when nothing says which base this is.
        """
        try:
            manifest = self._store.manifest(name)
        except (UnknownAdapter, InvalidAdapter) as error:
            log.warning("refused: %s", error)
            return None
        if manifest.base_sha256 != (self._base or _base(model)):
            log.warning("refused: the adapter %s was trained on another base model than this server's.", name)
            return None
        return self._store.path(name)


@cache
def _base(model: str) -> str:
    """The hash of the weights in folder `model`; read once, for without a `base.json` that takes long."""
    return base_sha256(Path(model))
