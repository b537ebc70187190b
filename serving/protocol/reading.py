"""`POST /v1/read`: a question and passages to where the answer stands. vLLM has no such route.

Body: `{"question": text, "passages": [{"heading": text, "text": text}]}`. Answer:
`{"data": [{"holds": probability, "spans": [{"start", "end", "score"}]}]}`, one entry a passage, in their order.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from serving.protocol.fields import BadRequest, text

MAX_PASSAGES = 64


@dataclass(frozen=True)
class ReadPassage:
    """A passage under its heading, which may be empty."""

    heading: str
    text: str


@dataclass(frozen=True)
class Asked:
    """A question and the passages to read."""

    question: str
    passages: list[ReadPassage]


def parse(body: Mapping[str, Any]) -> Asked:
    """What is asked for; raises `BadRequest`."""
    listed = body.get("passages")
    if not isinstance(listed, list) or not all(isinstance(one, Mapping) for one in listed):
        raise BadRequest("passages must be a list of objects with heading and text.", "passages")
    if not 1 <= len(listed) <= MAX_PASSAGES:
        raise BadRequest(f"passages must hold 1 to {MAX_PASSAGES} passages, not {len(listed)}.", "passages")
    passages = [ReadPassage(text(one, "heading", default=""), text(one, "text")) for one in listed]
    return Asked(text(body, "question"), passages)
