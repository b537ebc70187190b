"""A fine-tuned encoder: the embedder's graph with some of its matrices replaced."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import openvino as ov
from openvino import opset13 as opset

from serving.client.encoders import WEIGHTS, EncoderStore
from serving.client.errors import InvalidAdapter
from serving.convert.checkpoint import Checkpoint
from serving.embedder.embedder import GRAPH, Embedder
from serving.protocol.embeddings import MODEL

MIN_COSINE = 0.995


def load(folder: Path, store: EncoderStore, name: str) -> Embedder:
    """The encoder `name` over the graph in `folder`, once it gives the vector that its trainer saw.

    Raises `UnknownAdapter`, or `InvalidAdapter` for changed files or another vector.
    """
    manifest = store.manifest(name)
    if manifest.base != MODEL:
        raise InvalidAdapter(f"The encoder {name} was trained on {manifest.base}, and this engine has {MODEL}.")
    encoder = Embedder(folder, _replaced(folder / GRAPH, store.path(name) / WEIGHTS))
    found, wanted = (np.asarray(vector) for vector in (encoder.infer([manifest.text]).vectors[0], manifest.vector))
    cosine = float(found @ wanted / np.linalg.norm(wanted))
    if not cosine >= MIN_COSINE:
        encoder.close()
        raise InvalidAdapter(f"The encoder {name} agrees with its training at cosine {cosine:.3f} only.")
    return encoder


def _replaced(graph: Path, weights: Path) -> ov.Model:
    """The graph with every tensor of the file `weights` in the place of the constant of the same name."""
    model = ov.Core().read_model(graph)
    constants = {op.get_friendly_name(): op for op in model.get_ops() if op.get_type_name() == "Constant"}
    checkpoint = Checkpoint.open(weights)
    for tensor in checkpoint.names():
        old = constants.get(f"self.encoder.{tensor}_compressed")
        if old is None:
            raise InvalidAdapter(f"The embedder has no matrix {tensor}.")
        new = opset.constant(checkpoint.read(tensor).astype(np.float16))
        for place in old.output(0).get_target_inputs():
            place.replace_source_output(new.output(0))
    return model
