"""`POST /v1/embeddings`: the vectors that the search itself uses."""

import base64
import struct
from collections.abc import Callable, Sequence

from django.conf import settings
from django.http import HttpResponseBase, JsonResponse

from chat.openai.door import Call, Json
from chat.openai.errors import InvalidRequest, NotFound, unsupported
from knowledge.embedding import MOST_CHARACTERS
from serving.client import Engine

MODEL = "all-minilm-l6-v2"
DIMENSIONS = 384
MOST_INPUTS = 2048

Vector = Sequence[float]


async def created(call: Call) -> HttpResponseBase:
    """Unit vectors of 384 numbers, one per input and in their order, as numbers or as little-endian float32."""
    asked = call.json()
    if asked.get("model") != MODEL:
        raise NotFound(f"Embeddings are made by {MODEL} only.", "Name it.", param="model", code="model_not_found")
    if asked.get("dimensions") not in (None, DIMENSIONS):
        raise unsupported("dimensions", f"The vectors have {DIMENSIONS} numbers.")
    texts, encode = _texts(asked.get("input")), _encoder(asked.get("encoding_format"))
    async with Engine(settings.EMBEDDINGS_URL or settings.ENGINE_URL, timeout=settings.ENGINE_TIMEOUT) as engine:
        vectors = await engine.embed([text[:MOST_CHARACTERS] for text in texts])
    rows = [
        {"object": "embedding", "index": place, "embedding": encode(vector)} for place, vector in enumerate(vectors)
    ]
    return JsonResponse({"object": "list", "model": MODEL, "data": rows, "usage": _usage(texts)})


def _texts(given: object) -> list[str]:
    texts = [given] if isinstance(given, str) else given
    if not isinstance(texts, list) or not all(isinstance(text, str) and text for text in texts):
        raise InvalidRequest("`input` must be text or a list of texts, none empty.", "Send no tokens.", param="input")
    if not 1 <= len(texts) <= MOST_INPUTS:
        raise InvalidRequest(f"`input` holds {len(texts)} texts.", f"Send 1 to {MOST_INPUTS}.", param="input")
    return texts


def _encoder(form: object) -> Callable[[Vector], object]:
    if form not in (None, "float", "base64"):
        raise InvalidRequest("`encoding_format` is not known.", "Use float or base64.", param="encoding_format")
    return _packed if form == "base64" else list


def _packed(vector: Vector) -> str:
    return base64.b64encode(struct.pack(f"<{len(vector)}f", *vector)).decode()


def _usage(texts: list[str]) -> Json:
    """About: words, and not the embedder's own pieces of words."""
    words = sum(len(text[:MOST_CHARACTERS].split()) for text in texts)
    return {"prompt_tokens": words, "total_tokens": words}
