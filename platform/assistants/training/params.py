"""The method and hyper-parameters: what a business may set, their ranges, and what holds otherwise."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from assistants.errors import BadParameters
from tuning.job import parse
from tuning.job.files import Lora, Method, Train
from tuning.job.methods import METHODS

MAX_MINUTES = 6.0
FROM_SCRATCH, FROM_SKILL = 8e-4, 4e-4
RANGES: dict[str, tuple[float, float]] = {
    "epochs": (0.1, 20),
    "batch_size": (1, 64),
    "learning_rate": (1e-6, 5e-3),
    "max_tokens": (256, 8192),
    "max_minutes": (0.1, 24 * 60),
    "search_minutes": (0.1, 24 * 60),
    "seed": (0, 2**31 - 1),
    "r": (1, 32),
    "alpha": (1, 128),
    "dropout": (0.0, 0.5),
}
WHOLE = frozenset({"batch_size", "max_tokens", "seed", "r", "alpha"})
CHOICES = frozenset({"rslora", "from_scratch", "approve_all"})
WORDS = {"method": ("auto", *METHODS), "quantization": ("none", "nf4")}

Value = float | bool | str


@dataclass(frozen=True)
class Plan:
    """The parameters of one training, complete. `from_scratch`: without the shared reading skill.

    `search_minutes`: to search for better ones first; 0 for none.
    """

    lora: Lora
    train: Train
    from_scratch: bool
    search_minutes: float


def check(params: Mapping[str, object]) -> dict[str, Value]:
    """The parameters that were set, or BadParameters naming the first that cannot work."""
    return {name: _checked(name, value) for name, value in params.items()}


def plan(params: Mapping[str, Value], method: Method, *, skill: bool) -> Plan:
    """Fills in the defaults. With the skill to start from, the weights are moved less far."""
    numbers = {name: int(value) if name in WHOLE else value for name, value in params.items()}
    from_scratch = not skill or not METHODS[method].from_skill
    defaults = Train(
        epochs=2.0,
        learning_rate=FROM_SCRATCH if from_scratch else FROM_SKILL,
        max_minutes=MAX_MINUTES,
        checkpoint_steps=10,
        validate_steps=20,
    )
    return Plan(
        parse.record(Lora, {**asdict(Lora()), **numbers}, "the parameters"),
        parse.record(Train, {**asdict(defaults), **numbers}, "the parameters"),
        from_scratch,
        float(params.get("search_minutes", 0)),
    )


def _checked(name: str, value: object) -> Value:
    if name in CHOICES and isinstance(value, bool):
        return value
    if name in WORDS:
        return _word(name, value)
    if name not in RANGES:
        known = ", ".join(sorted({*RANGES, *CHOICES, *WORDS}))
        raise BadParameters(f"{name} cannot be set to {value!r}.", f"These can be set: {known}.")
    low, high = RANGES[name]
    if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
        raise BadParameters(f"{name} cannot be {value!r}.", f"Give a number from {low:g} to {high:g}.")
    return value


def _word(name: str, value: object) -> str:
    if isinstance(value, str) and value in WORDS[name]:
        return value
    raise BadParameters(f"{name} cannot be {str(value)[:40]!r}.", f"These are known: {', '.join(WORDS[name])}.")
