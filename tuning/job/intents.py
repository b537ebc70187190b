"""The contract of `python -m tuning.intents JOB_DIR`: phrasings in, a fine-tuned sentence encoder out.

In: `job.json`, `phrasings.jsonl`. Out: `progress.jsonl`, `report.json` (as of any job), `encoder/` with
`encoder.safetensors` (the matrices that changed) and `probe.json` (a text and the vector that they give for it).
"""

import dataclasses
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from tuning.job import parse
from tuning.job.errors import JobFolderError
from tuning.job.files import FORMAT, JOB, write_text

PHRASINGS, ENCODER = "phrasings.jsonl", "encoder"
ENCODER_WEIGHTS, PROBE = "encoder.safetensors", "probe.json"
AT_LEAST_ONE = ("epochs", "batch_size", "learning_rate", "centre_rate", "scale")


@dataclass(frozen=True, slots=True)
class IntentTrain:
    """The run. `epochs` None: by the number of phrasings. `centre_rate` is the learning rate of the classes' centres,
    `scale` multiplies the cosines before the softmax."""

    epochs: float | None = None
    batch_size: int = 32
    learning_rate: float = 5e-5
    centre_rate: float = 5e-3
    scale: float = 20.0
    warmup_ratio: float = 0.1
    seed: int = 0


@dataclass(frozen=True, slots=True)
class IntentJob:
    """`job.json`."""

    train: IntentTrain = field(default_factory=IntentTrain)
    format: int = FORMAT


@dataclass(frozen=True, slots=True)
class Phrasing:
    """A line of `phrasings.jsonl`: a sentence and what it stands for; the label "" is "nothing in particular"."""

    text: str
    label: str


def read_job(folder: Path) -> IntentJob:
    """`job.json`, checked field by field."""
    job = parse.record(IntentJob, _json(_read(folder / JOB), JOB), JOB)
    if job.format != FORMAT:
        raise JobFolderError(f"{JOB} has format {job.format}.", f"This version reads format {FORMAT}.")
    for name in AT_LEAST_ONE:
        value = getattr(job.train, name)
        if value is not None and value <= 0:
            raise JobFolderError(f"{JOB}: train.{name} is {value}.", "It must be above zero.")
    return job


def write_job(folder: Path, job: IntentJob) -> None:
    """Writes `job.json`, making the folder."""
    write_text(folder / JOB, json.dumps(dataclasses.asdict(job), indent=2) + "\n")


def read_phrasings(folder: Path) -> list[Phrasing]:
    """`phrasings.jsonl`; at least two labels."""
    lines = enumerate(_read(folder / PHRASINGS).splitlines(), 1)
    where = [(line, f"{PHRASINGS}, line {number}") for number, line in lines if line.strip()]
    rows = [parse.record(Phrasing, _json(line, place), place) for line, place in where]
    if len({row.label for row in rows}) < 2:
        raise JobFolderError(f"{PHRASINGS} holds fewer than two labels.", "There is nothing to tell apart: add some.")
    return rows


def write_phrasings(folder: Path, rows: Iterable[Phrasing]) -> None:
    """Writes `phrasings.jsonl`, making the folder."""
    lines = (json.dumps(dataclasses.asdict(row), ensure_ascii=True) for row in rows)
    write_text(folder / PHRASINGS, "".join(line + "\n" for line in lines))


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except OSError:
        raise JobFolderError(f"{path.parent} holds no {path.name}.", f"Write {path.name} first.") from None


def _json(text: str, where: str) -> object:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise JobFolderError(f"{where} is not JSON: {error}.", "Correct the file and start again.") from None
