"""Reads the body of `POST /v1/fine_tuning/jobs`."""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from chat.openai.errors import InvalidRequest, unsupported
from chat.openai.values import number, whole

SUFFIX = re.compile(r"[A-Za-z0-9_-]{1,64}")
MOST_METADATA = 16
# OpenAI's name → (lowest, highest, whole).
RANGES: dict[str, tuple[float, float, bool]] = {
    "n_epochs": (1, 20, True),
    "batch_size": (1, 64, True),
    "learning_rate_multiplier": (0.01, 6, False),
}
SEEDS = 2**31

Number = int | float


@dataclass(frozen=True)
class Asked:
    """A job to create; `hyperparameters` has every name of RANGES, with a number or "auto"."""

    model: str
    training_file: object
    validation_file: object
    hyperparameters: dict[str, Number | str]
    seed: int
    suffix: str
    metadata: dict[str, str]


def parse(body: Mapping[str, Any]) -> Asked:
    """The request in `body`; raises InvalidRequest naming the field."""
    model = body.get("model")
    if not isinstance(model, str) or not 0 < len(model) <= 200 or not model.isprintable():
        raise InvalidRequest("`model` is missing.", "Name an assistant or a base model.", param="model")
    if not body.get("training_file"):
        raise InvalidRequest("`training_file` is missing.", "Upload a file first.", param="training_file")
    if body.get("integrations"):
        raise unsupported("integrations", "Losses are in the events and in the result file.")
    return Asked(
        model=model,
        training_file=body["training_file"],
        validation_file=body.get("validation_file"),
        hyperparameters=_hyperparameters(body),
        seed=_seed(body.get("seed")),
        suffix=_suffix(body.get("suffix")),
        metadata=_metadata(body.get("metadata")),
    )


def _hyperparameters(body: Mapping[str, Any]) -> dict[str, Number | str]:
    """From `method.supervised`, or from the older place at the top."""
    method = _mapping(body.get("method"), "method")
    if method.get("type") not in (None, "supervised"):
        raise unsupported("method", f"{method.get('type')!r} is not offered; `supervised` is.")
    newer = _mapping(method.get("supervised"), "method").get("hyperparameters")
    given = _mapping(newer or body.get("hyperparameters"), "hyperparameters")
    if unknown := set(given) - set(RANGES):
        name = sorted(unknown)[0]
        raise InvalidRequest(f"`{name}` is not known.", f"These are: {', '.join(RANGES)}.", param="hyperparameters")
    return {name: _number(name, given.get(name)) for name in RANGES}


def _number(name: str, value: object) -> Number | str:
    if value is None or value == "auto":
        return "auto"
    low, high, integral = RANGES[name]
    told = {"param": f"hyperparameters.{name}", "also": '"auto" or '}
    return whole(name, value, int(low), int(high), **told) if integral else number(name, value, low, high, **told)


def _seed(value: object) -> int:
    return secrets.randbelow(SEEDS) if value is None else whole("seed", value, 0, SEEDS - 1)


def _suffix(value: object) -> str:
    if value in (None, ""):
        return ""
    if not isinstance(value, str) or not SUFFIX.fullmatch(value):
        raise InvalidRequest("`suffix` cannot be that.", "Send up to 64 letters, digits, - and _.", param="suffix")
    return value


def _metadata(value: object) -> dict[str, str]:
    given = _mapping(value, "metadata")
    short = all(
        isinstance(text, str) and len(name) <= 64 and len(text) <= 512 and f"{name}{text}".isprintable()
        for name, text in given.items()
    )
    if not short or len(given) > MOST_METADATA:
        hint = f"Send up to {MOST_METADATA} texts, names up to 64 and values up to 512 printable characters."
        raise InvalidRequest("`metadata` cannot be that.", hint, param="metadata")
    return dict(given)


def _mapping(value: object, param: str) -> Mapping[str, Any]:
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise InvalidRequest(f"`{param}` is not an object.", "See docs/openai.md.", param=param)
    return value
