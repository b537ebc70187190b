"""The frames of a WebSocket: JSON objects with a `type` in, with an `event` out."""

import json
from typing import Any

from chat.errors import BadRequest
from tenants.errors import UserError

Frame = dict[str, Any]


def frame_of(text: str | None, first: str) -> Frame:
    """A frame as it came in. Raises BadRequest, with `first` as an example of what to begin with."""
    try:
        frame = json.loads(text or "")
    except (ValueError, RecursionError):
        frame = None
    if not isinstance(frame, dict) or not isinstance(frame.get("type"), str):
        raise BadRequest("A frame is a JSON object with a `type`.", f"Begin with {first}.")
    return frame


def refusal(error: UserError) -> Frame:
    """What a refused frame is answered with."""
    said: Frame = dict(error.as_json())
    return {"event": "refused", "data": {**said.pop("error"), **said}}


def written(frame: Frame) -> str:
    """The frame on the wire."""
    return json.dumps(frame, ensure_ascii=False)
