"""`base.json`: what a folder of an installed base model says about itself."""

import dataclasses
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from tuning.job import parse
from tuning.job.errors import BaseModelError, JobFolderError

RECORD, WEIGHTS = "base.json", "model.safetensors"


@dataclass(frozen=True, slots=True)
class BaseModel:
    """`sha256` is over `model.safetensors`; `context` is in tokens."""

    slug: str
    name: str
    sha256: str
    parameters: int
    context: int
    licence: str
    format: int = 1


def read(folder: Path) -> BaseModel:
    """The record of an installed base model; its weights are not hashed here."""
    try:
        return parse.record(BaseModel, json.loads((folder / RECORD).read_text("utf-8")), RECORD)
    except (OSError, ValueError, JobFolderError) as error:
        raise BaseModelError(
            f"{folder} is not an installed base model ({error}).",
            "Install one: python -m tuning.base install SLUG --models DIR.",
        ) from error


def write(folder: Path, base: BaseModel) -> None:
    """Writes `base.json` into the folder."""
    text = json.dumps(dataclasses.asdict(base), indent=2, ensure_ascii=False) + "\n"
    (folder / RECORD).write_text(text, "utf-8")


def installed(models: Path) -> list[BaseModel]:
    """Every base model under `models`, by slug."""
    return [read(path.parent) for path in sorted(models.glob(f"[!.]*/{RECORD}"))]


def is_intact(folder: Path) -> bool:
    """Whether the folder's weights are those that its record names."""
    try:
        return read(folder).sha256 == sha256(folder / WEIGHTS)
    except (BaseModelError, OSError):
        return False


def sha256(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
