"""Loads pipelines: the base as it is, an adapter after checking it and merging it into the base."""

from __future__ import annotations

import logging
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter

import openvino_tokenizers

from serving.client.errors import EngineError, EngineUnavailable, InvalidAdapter
from serving.client.stores import adapter_store
from serving.convert import places
from serving.convert.checkpoint import Checkpoint
from serving.engine.merge import merge
from serving.engine.pipeline import Pipeline
from serving.engine.settings import Settings

log = logging.getLogger("serving.engine")

DRAFTS = ".merged-"


class PipelineLoader:
    """Makes pipelines of the base graph in folder `graph`; its methods block for seconds."""

    def __init__(self, settings: Settings, graph: Path) -> None:
        # Else GenAI sets it while it makes a pipeline, and unsets it while another thread's still needs it.
        os.environ.setdefault("OPENVINO_TOKENIZERS_PATH_GENAI", str(openvino_tokenizers._ext_path))
        self._settings = settings
        self._graph = graph
        self._store = adapter_store(settings.adapters, settings.adapters_s3)
        self._base_sha256 = places.base_sha256(settings.model)
        for leftover in settings.work.glob(f"{DRAFTS}*"):
            shutil.rmtree(leftover, ignore_errors=True)

    def base(self, name: str) -> Pipeline:
        """The base without an adapter."""
        with _reported(name):
            return self._warm(name, self._graph)

    def adapter(self, name: str) -> Pipeline:
        """The adapter of that name; raises `UnknownAdapter` or `InvalidAdapter`."""
        with _reported(name):
            manifest = self._store.manifest(name)
            if manifest.base_sha256 != self._base_sha256:
                raise InvalidAdapter(f"The adapter {name} was trained on another base model than this engine's.")
            # The compiled pipeline keeps the file mapped, so its name can go at once.
            with tempfile.TemporaryDirectory(prefix=DRAFTS, dir=self._settings.work) as folder:
                weights = Checkpoint.open(self._settings.model / "model.safetensors")
                merge(self._graph, weights, self._store.path(name), manifest, Path(folder))
                return self._warm(name, Path(folder))

    def _warm(self, name: str, graph: Path) -> Pipeline:
        pipeline = Pipeline(name, graph, self._settings)
        pipeline.warm_up()
        return pipeline


@contextmanager
def _reported(name: str) -> Iterator[None]:
    start = perf_counter()
    try:
        yield
    except EngineError as error:
        log.warning("%s was not loaded: %s", name, error)
        raise
    except Exception as error:
        log.exception("%s was not loaded", name)
        raise EngineUnavailable(f"The engine failed to load {name}.") from error
    log.info("%s loaded in %.1f s", name, perf_counter() - start)
