"""`curve.json`: how the loss on held-out rows falls as the training data grows; and which rows a part of it is."""

import dataclasses
import json
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from tuning.job import files, parse
from tuning.job.records import Example

CURVE = "curve.json"


@dataclass(frozen=True, slots=True)
class Point:
    """One run on a part of the training rows; `valid_loss` is over all held-out rows."""

    fraction: float
    rows: int
    documents: int
    valid_loss: float


@dataclass(frozen=True, slots=True)
class Curve:
    """The points so far, the smallest part first."""

    points: list[Point]
    format: int = 1


def read_curve(folder: Path) -> Curve:
    """`curve.json`; without a point where no run has ended."""
    path = folder / CURVE
    return parse.record(Curve, json.loads(path.read_text("utf-8")), CURVE) if path.exists() else Curve([])


def write_curve(folder: Path, curve: Curve) -> None:
    """Writes `curve.json`."""
    files.write_text(folder / CURVE, json.dumps(dataclasses.asdict(curve), indent=2) + "\n")


def part(examples: Sequence[Example], fraction: float) -> list[Example]:
    """All held-out rows, and training rows of whole documents up to `fraction` of their number.

    The order of the documents is fixed by their names' hashes, so a larger part holds every smaller one. A row that
    belongs to no document is one by itself.
    """
    units: dict[str, list[Example]] = {}
    for example in examples:
        if example.split == "train":
            units.setdefault(example.document or f"row {example.id}", []).append(example)
    wanted, chosen = fraction * sum(map(len, units.values())), set[str]()
    for name in sorted(units, key=lambda name: blake2b(name.encode(), digest_size=8).digest()):
        if len(chosen) >= wanted:
            break
        chosen |= {example.id for example in units[name]}
    return [example for example in examples if example.split != "train" or example.id in chosen]
