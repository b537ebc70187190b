"""Checkpoints that survive a kill at any moment.

A checkpoint is written to a temporary folder, made durable, given its manifest (with the state's hash) last, and then
renamed. So a folder with a matching manifest is whole; resuming takes the newest such folder and passes over others.
"""

import dataclasses
import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from safetensors.torch import load_file, save_file
from torch import Tensor

from tuning.job import parse
from tuning.job.errors import JobFolderError

STATE, MANIFEST = "state.safetensors", "manifest.json"
KEEP = 2


@dataclass(frozen=True, slots=True)
class Position:
    """Where a run is: everything but tensors. `elapsed` is in seconds over all attempts."""

    step: int = 0
    elapsed: float = 0.0
    tokens: int = 0
    supervised: int = 0
    loss: float | None = None
    start_valid_loss: float | None = None
    best_valid_loss: float | None = None
    best_step: int = 0
    worse: int = 0
    attempts: int = 1


@dataclass(frozen=True, slots=True)
class Manifest:
    """`fingerprint` is that of the job's inputs: a changed job does not resume an old run."""

    fingerprint: str
    sha256: str
    position: Position
    format: int = 1


def save(folder: Path, fingerprint: str, position: Position, state: Mapping[str, Tensor]) -> None:
    """Writes a checkpoint under `folder` and removes all but the newest two."""
    target = folder / f"step-{position.step:07d}"
    temporary = folder / f".{target.name}"
    shutil.rmtree(temporary, ignore_errors=True)
    temporary.mkdir(parents=True)
    save_file({name: tensor.contiguous() for name, tensor in state.items()}, temporary / STATE)
    _sync(temporary / STATE)
    manifest = Manifest(fingerprint, _sha256(temporary / STATE), position)
    (temporary / MANIFEST).write_text(json.dumps(dataclasses.asdict(manifest)), "utf-8")
    _sync(temporary / MANIFEST)
    shutil.rmtree(target, ignore_errors=True)
    os.replace(temporary, target)
    _sync(folder)
    for old in _newest_first(folder)[KEEP:]:
        shutil.rmtree(old, ignore_errors=True)


def newest(folder: Path, fingerprint: str) -> tuple[Position, dict[str, Tensor]] | None:
    """The newest whole checkpoint of these inputs, or None."""
    for path, manifest in _readable(folder):
        if manifest.fingerprint == fingerprint and manifest.sha256 == _sha256(path / STATE):
            return manifest.position, load_file(path / STATE)
    return None


def _readable(folder: Path) -> Iterator[tuple[Path, Manifest]]:
    for path in _newest_first(folder):
        try:
            yield path, parse.record(Manifest, json.loads((path / MANIFEST).read_text("utf-8")), MANIFEST)
        except (OSError, ValueError, JobFolderError):
            continue


def _newest_first(folder: Path) -> list[Path]:
    return sorted(folder.glob("step-*"), reverse=True)


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
