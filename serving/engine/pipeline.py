"""One compiled model with its key-value cache: OpenVINO GenAI's continuous batching."""

from __future__ import annotations

import logging
from pathlib import Path

import numpy as np
import openvino as ov
import openvino_genai as genai

from serving.client.errors import EngineError, EngineUnavailable, InvalidRequest
from serving.convert.arithmetic import PROPERTIES
from serving.engine.generation import Generation, Sampling
from serving.engine.settings import Settings

log = logging.getLogger("serving.engine")

BLOCK_TOKENS = 32
# A step computes at most so many tokens of prompts: it bounds how long other pipelines wait for theirs.
STEP_TOKENS = 256
REASONS = {genai.GenerationFinishReason.STOP: "stop", genai.GenerationFinishReason.LENGTH: "length"}


class Pipeline:
    """Loaded from the graph in `folder`. Only the engine's thread may call `add` and `step`."""

    def __init__(self, name: str, folder: Path, settings: Settings) -> None:
        self.name = name
        self.broken = False
        threads = {"INFERENCE_NUM_THREADS": settings.threads} if settings.threads else {}
        self._pipeline = genai.ContinuousBatchingPipeline(
            str(folder), _scheduler(settings), "CPU", {**PROPERTIES, **threads}
        )
        self._handles: dict[Generation, genai.GenerationHandle] = {}
        self._next_id = 0

    def warm_up(self) -> None:
        """Generate one token, so that the first request does not pay for packing the weights."""
        tensor = ov.Tensor(np.zeros((1, 1), dtype=np.int64))
        configuration = _configuration(Sampling(1, 0.0, 1.0, 1.0, 0, frozenset({0})))
        self._pipeline.generate([tensor], [configuration])

    @property
    def busy(self) -> bool:
        """Whether a step has something to do."""
        return bool(self._handles) or self._pipeline.has_non_finished_requests()

    def add(self, generation: Generation) -> None:
        """Take in a generation; a refused one is told so."""
        self._next_id += 1
        try:
            tensor = ov.Tensor(generation.input_ids)
            handle = self._pipeline.add_request(self._next_id, tensor, _configuration(generation.sampling))
        except RuntimeError as error:
            log.warning("a request was refused: %s", error)
            generation.fail(InvalidRequest("The engine cannot generate with these parameters."))
            generation.leave()
        else:
            self._handles[generation] = handle

    def step(self) -> None:
        """One token for every sequence in the batch, passed on to its generation."""
        for generation, handle in self._handles.items():
            if generation.cancelled:
                handle.cancel()
        try:
            self._pipeline.step()
        except RuntimeError:
            log.exception("the pipeline %s broke", self.name)
            self._break()
            return
        for generation, handle in list(self._handles.items()):
            if generation.cancelled or self._pass_on(generation, handle):
                del self._handles[generation]
                generation.leave()

    def _pass_on(self, generation: Generation, handle: genai.GenerationHandle) -> bool:
        while handle.can_read():
            for output in handle.read().values():
                if generation.feed(output.generated_ids, REASONS.get(output.finish_reason)):
                    handle.stop()
                    return True
        return self._ended(generation, handle)

    def _ended(self, generation: Generation, handle: genai.GenerationHandle) -> bool:
        status = handle.get_status()
        if status == genai.GenerationStatus.RUNNING:
            return False
        if status == genai.GenerationStatus.IGNORED:
            generation.fail(InvalidRequest("The prompt does not fit into the engine's cache: shorten it."))
        else:
            generation.feed([], "stop")
        return True

    def _break(self) -> None:
        """After an error inside a step the pipeline's state is unknown: it is never used again."""
        self.broken = True
        self.fail_all(EngineUnavailable("The engine failed while it generated."))

    def fail_all(self, error: EngineError) -> None:
        """End all generations with `error`."""
        for generation in self._handles:
            generation.fail(error)
            generation.leave()
        self._handles.clear()


def _scheduler(settings: Settings) -> genai.SchedulerConfig:
    scheduler = genai.SchedulerConfig()
    scheduler.num_kv_blocks = -(-settings.cache_tokens // BLOCK_TOKENS)
    scheduler.max_num_batched_tokens = STEP_TOKENS
    scheduler.max_num_seqs = settings.max_batch
    scheduler.dynamic_split_fuse = True
    scheduler.enable_prefix_caching = True
    return scheduler


def _configuration(sampling: Sampling) -> genai.GenerationConfig:
    configuration = genai.GenerationConfig()
    configuration.max_new_tokens = sampling.max_tokens
    configuration.stop_token_ids = set(sampling.stop_ids)
    configuration.eos_token_id = min(sampling.stop_ids)
    configuration.ignore_eos = sampling.ignore_eos
    configuration.repetition_penalty = sampling.repetition_penalty
    if sampling.temperature > 0:
        configuration.do_sample = True
        configuration.temperature = sampling.temperature
        configuration.top_p = sampling.top_p
        configuration.rng_seed = sampling.seed
    return configuration
