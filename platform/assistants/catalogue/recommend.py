"""Which foundation model to take, and why, in words."""

from dataclasses import dataclass

from assistants.catalogue.machine import Machine
from assistants.catalogue.models import FoundationModel, known
from assistants.catalogue.speed import answering, training_tokens_per_second

TOKENS_PER_EXAMPLE = 450
EPOCHS = 2
PATIENCE_MINUTES = 20.0
LONGEST_MINUTES = 240.0
FIRST_WORD_SECONDS = 2.0
READING_SPEED = 5.0
"""Tokens per second: a visitor reads about as fast."""
MEMORY_SHARE = 0.6
WORTH_THE_HUB = 2.0


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
    """The best model that speaks the languages, fits the memory, answers without a wait and trains within hours.

    Where there is none, the smallest that fits; else the smallest. Never one that needs an account elsewhere.
    """
    free = [model for model in known() if not model.gated]
    speaking = [model for model in free if data.languages <= set(model.languages)] or free
    fitting = [model for model in speaking if fits(model, machine)]
    good = [
        model
        for model in fitting
        if answers_promptly(model, machine) and minutes(model, data, machine) <= LONGEST_MINUTES
    ]
    model = _best(good) if good else min(fitting or speaking, key=_smallest)
    return Recommendation(model, [*_reasons(model, data, machine), *_next_larger(model, speaking, data, machine)])


def _best(models: list[FoundationModel]) -> FoundationModel:
    """The largest bundled one, unless one of the hub is so much larger that it is worth it."""
    largest = models[-1]
    bundled = [model for model in models if model.bundled]
    return bundled[-1] if bundled and largest.parameters < WORTH_THE_HUB * bundled[-1].parameters else largest


def _smallest(model: FoundationModel) -> tuple[int, bool]:
    return model.parameters, not model.bundled


def minutes(model: FoundationModel, data: Data, machine: Machine) -> float:
    """Estimated minutes of training."""
    return data.examples * TOKENS_PER_EXAMPLE * EPOCHS / training_tokens_per_second(model, machine) / 60


def fits(model: FoundationModel, machine: Machine) -> bool:
    """Whether it can be trained there: on the GPU where there is one."""
    return model.train_gb(machine) <= (machine.gpu_gb or machine.memory_gb * MEMORY_SHARE)


def answers_promptly(model: FoundationModel, machine: Machine) -> bool:
    """Whether a visitor who asks alone does not have to wait for it; on a GPU nobody has to for one that fits."""
    if machine.gpu_gb:
        return True
    speed = answering(model, machine)
    return speed.first_word_seconds <= FIRST_WORD_SECONDS and speed.tokens_per_second >= READING_SPEED


def answering_words(model: FoundationModel, machine: Machine) -> str:
    """How fast it answers one visitor there, as a sentence's end."""
    if machine.gpu_gb:
        return "on the GPU, through vLLM"
    speed = answering(model, machine)
    return (
        f"with its first word after about {speed.first_word_seconds:.1f} seconds, "
        f"then {speed.tokens_per_second:.0f} tokens a second"
    )


def _reasons(model: FoundationModel, data: Data, machine: Machine) -> list[str]:
    processors = f"{machine.processors} processor{'s' if machine.processors > 1 else ''} without a GPU"
    place = f"a GPU of {machine.gpu_gb:g} GB" if machine.gpu_gb else processors
    return [
        f"It answers {answering_words(model, machine)}; this machine has {machine.memory_gb:g} GB and {place}.",
        f"Serving it takes about {model.serve_gb:g} GB, training it {model.train_gb(machine):g} GB.",
        _training(model, data, machine),
        "It is bundled and installs by its name, without the Hugging Face hub."
        if model.bundled
        else f"It is fetched from the Hugging Face hub ({model.licence}).",
    ]


def _training(model: FoundationModel, data: Data, machine: Machine) -> str:
    if not fits(model, machine):
        return "That is more than this machine can give to a training: it answers from your pages without."
    estimated = minutes(model, data, machine)
    said = f"{data.examples} examples train in about {_duration(estimated)} here"
    if estimated > LONGEST_MINUTES:
        return f"{said}, which is not advised: it answers from your pages without."
    if estimated > PATIENCE_MINUTES:
        return f"{said}; it answers from your pages meanwhile, and without."
    return f"{said}."


def _duration(estimated: float) -> str:
    if estimated >= 90:
        return f"{estimated / 60:.1f} hours".replace(".0 ", " ")
    whole = max(1, round(estimated))
    return f"{whole} minute{'s' if whole > 1 else ''}"


def _next_larger(model: FoundationModel, speaking: list[FoundationModel], data: Data, machine: Machine) -> list[str]:
    larger = min((other for other in speaking if other.parameters > model.parameters), key=_smallest, default=None)
    if larger is None:
        return []
    beginning = f"The next larger one, {larger.name}, "
    if not answers_promptly(larger, machine):
        return [f"{beginning}would answer {answering_words(larger, machine)}."]
    if not fits(larger, machine):
        return [f"{beginning}needs {larger.train_gb(machine):g} GB to train."]
    return [f"{beginning}would train for about {_duration(minutes(larger, data, machine))}."]
