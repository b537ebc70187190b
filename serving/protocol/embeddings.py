"""The body of `POST /v1/embeddings`, validated."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from serving.client.encoders import is_encoder
from serving.protocol.fields import BadRequest, strings, text

MODEL = "all-minilm-l6-v2"
MAX_INPUTS = 256


@dataclass(frozen=True)
class Asked:
    """The texts to embed, and by which model: `MODEL` or a fine-tuned encoder's name."""

    model: str
    texts: list[str]


def parse(body: Mapping[str, Any]) -> Asked:
    """What is asked for; raises `BadRequest`."""
    model = text(body, "model", default=MODEL)
    if model != MODEL and not is_encoder(model):
        raise BadRequest(f"Embeddings are made by {MODEL} and encoders fine-tuned from it.", "model", status=404)
    return Asked(model, strings(body, "input", MAX_INPUTS, least=1))
