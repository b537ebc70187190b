"""Which foundation model to take, and why, in words."""

from dataclasses import dataclass

from assistants.catalogue.machine import Machine
from assistants.catalogue.models import BILLION, FoundationModel, known

# Tokens per second of LoRA training per billion parameters and processor, from 182 at 0.135 billion on two
# (docs/decisions/training-speed.md).
CPU_SPEED = 12.0
TOKENS_PER_EXAMPLE = 450
EPOCHS = 2
PATIENCE_MINUTES = 20.0
MEMORY_SHARE = 0.6


@dataclass(frozen=True)
class Data:
    """What there is to learn from; `languages` are ISO 639-1 codes."""

    examples: int
    languages: frozenset[str] = frozenset({"en"})


@dataclass(frozen=True)
class Recommendation:
    """The model to take, and one sentence for each reason."""

    model: FoundationModel
    reasons: list[str]


def recommend(data: Data, machine: Machine) -> Recommendation:
    """The largest model that speaks the languages, fits the memory and trains within 20 minutes; else the smallest."""
    speaking = [model for model in known() if data.languages <= set(model.languages)] or list(known())
    fitting = [model for model in speaking if fits(model, machine)]
    quick = [model for model in fitting if minutes(model, data, machine) <= PATIENCE_MINUTES]
    model = (quick or fitting or speaking)[-1 if quick else 0]
    return Recommendation(model, [*_reasons(model, data, machine), *_next_larger(model, speaking, data, machine)])


def minutes(model: FoundationModel, data: Data, machine: Machine) -> float:
    """Estimated minutes of training."""
    return data.examples * TOKENS_PER_EXAMPLE * EPOCHS / tokens_per_second(model, machine) / 60


def tokens_per_second(model: FoundationModel, machine: Machine) -> float:
    """Estimated speed of training on the processor; a GPU is taken as thirty times two processors."""
    processors = machine.processors if not machine.gpu_gb else 60
    return CPU_SPEED * processors / (model.parameters / BILLION)


def fits(model: FoundationModel, machine: Machine) -> bool:
    """Whether it can be trained there."""
    return model.train_gb <= max(machine.gpu_gb, machine.memory_gb * MEMORY_SHARE)


def _reasons(model: FoundationModel, data: Data, machine: Machine) -> list[str]:
    place = f"a GPU of {machine.gpu_gb:g} GB" if machine.gpu_gb else f"{machine.processors} processors without a GPU"
    return [
        f"Training it takes about {model.train_gb:g} GB, serving it {model.serve_gb:g} GB; "
        f"this machine has {machine.memory_gb:g} GB and {place}.",
        f"{data.examples} examples train in about {max(1, round(minutes(model, data, machine)))} minutes here.",
        "It is bundled and installs without a network."
        if model.bundled
        else f"It is fetched from the Hugging Face hub ({model.licence}).",
    ]


def _next_larger(model: FoundationModel, speaking: list[FoundationModel], data: Data, machine: Machine) -> list[str]:
    larger = next((other for other in speaking if other.parameters > model.parameters), None)
    if larger is None:
        return []
    if not fits(larger, machine):
        return [f"The next larger one, {larger.name}, needs {larger.train_gb:g} GB to train."]
    return [f"The next larger one, {larger.name}, would train for about {minutes(larger, data, machine):.0f} minutes."]
