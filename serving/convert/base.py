"""A base model as an OpenVINO graph in the engine's work folder, there only if it passed the parity gate."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import openvino as ov

from serving.convert import embedder, graph, parity, places, reader
from serving.convert.architecture import Architecture
from serving.convert.checkpoint import Checkpoint


def convert(model: Path, target: Path) -> None:
    """Make `target` from the Hugging Face folder `model`: all of it, or nothing and an error."""
    with _draft(target) as draft:
        checkpoint = Checkpoint.open(model / "model.safetensors")
        ov.serialize(graph.build(Architecture.read(model), checkpoint), draft / "openvino_model.xml")
        figures = parity.measure(draft / "openvino_model.xml", model)
        figures.check()
        (draft / "parity.json").write_text(json.dumps(figures.report(), indent=2))


def convert_embedder(target: Path) -> None:
    """Make `target`, the embedder's folder."""
    with _draft(target) as draft:
        embedder.convert(draft)


def convert_reader(target: Path) -> None:
    """Make `target`, the reader's folder."""
    with _draft(target) as draft:
        reader.convert(places.reader_weights(), draft)


@contextmanager
def _draft(target: Path) -> Iterator[Path]:
    """A folder beside `target` that takes its place when all went well."""
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    try:
        yield draft
        draft.chmod(0o755)
        os.rename(draft, target)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
