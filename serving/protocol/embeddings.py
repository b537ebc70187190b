"""The body of `POST /v1/embeddings`, validated."""

from collections.abc import Mapping
from typing import Any

from serving.protocol.fields import BadRequest, strings, text

MODEL = "all-minilm-l6-v2"
MAX_INPUTS = 256


def parse(body: Mapping[str, Any]) -> list[str]:
    """The texts to embed; raises `BadRequest`."""
    if text(body, "model", default=MODEL) != MODEL:
        raise BadRequest(f"Embeddings are made by {MODEL} only.", "model", status=404)
    return strings(body, "input", MAX_INPUTS, least=1)
