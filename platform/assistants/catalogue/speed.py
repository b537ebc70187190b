"""How fast a model answers and learns, estimated from what was measured."""

from dataclasses import dataclass
from itertools import pairwise

from assistants.catalogue.machine import Machine
from assistants.catalogue.models import BILLION, FoundationModel

ANSWERS = ((0.135, 0.7, 36.0), (0.494, 1.7, 17.0), (1.544, 2.8, 5.5))
"""Billions of parameters, seconds to the first word, tokens per second: the embedded engine on two processors."""
MEASURED_ON = 2
USEFUL = 8
"""Processors beyond which one answer gains nothing: memory is the limit then."""

# Tokens per second of LoRA training per billion parameters and processor: from 182 at 0.135 billion on two
# (docs/decisions/training-speed.md), and from 190 at 0.494 billion on two that multiply bfloat16 in tiles.
CPU_TRAINING = 12.0
AMX_TRAINING = 47.0
GPU_PROCESSORS = 60
"""What a GPU is taken as when it trains."""


@dataclass(frozen=True)
class Speed:
    """Of one answer on an idle machine."""

    first_word_seconds: float
    tokens_per_second: float


def answering(model: FoundationModel, machine: Machine) -> Speed:
    """By the embedded engine, which uses no GPU."""
    size = model.parameters / BILLION
    share = MEASURED_ON / min(machine.processors, USEFUL)
    first_word = _at(size, [(billions, seconds) for billions, seconds, _ in ANSWERS]) * share
    one_token = _at(size, [(billions, 1 / rate) for billions, _, rate in ANSWERS]) * share
    return Speed(first_word, 1 / one_token)


def training_tokens_per_second(model: FoundationModel, machine: Machine) -> float:
    """Of a LoRA adapter."""
    size = model.parameters / BILLION
    if machine.gpu_gb:
        return CPU_TRAINING * GPU_PROCESSORS / size
    return (AMX_TRAINING if machine.amx else CPU_TRAINING) * machine.processors / size


def _at(size: float, points: list[tuple[float, float]]) -> float:
    """On the line through the two points around `size`; beyond the last, on that of the last two."""
    if size <= points[0][0]:
        return points[0][1]
    pairs = list(pairwise(points))
    (left, low), (right, high) = next((pair for pair in pairs if size <= pair[1][0]), pairs[-1])
    return low + (high - low) * (size - left) / (right - left)
