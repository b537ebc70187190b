"""The events of an answer, as docs/architecture.md lists them, and their form on the wire."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

Kind = Literal["start", "delta", "sources", "replace", "done", "error", "handoff", "message", "typing"]
ENDS: frozenset[Kind] = frozenset({"done", "error"})
HEARTBEAT = b": alive\n\n"
# One encoder for all events: `json.dumps` would make one for each.
_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


@dataclass(frozen=True, slots=True)
class Event:
    """One step of an answer, or of a conversation. `id` grows within it, from 1; 0: it is not repeated."""

    id: int
    kind: Kind
    data: Mapping[str, Any]

    @property
    def ends(self) -> bool:
        """True for the last event of an answer."""
        return self.kind in ENDS

    def sse(self) -> bytes:
        """A server-sent event (HTML standard, 9.2): JSON has no raw line break, so one `data:` line holds it."""
        number = f"id: {self.id}\n" if self.id else ""
        return f"{number}event: {self.kind}\ndata: {_json(self.data)}\n\n".encode()

    def frame(self, message: UUID | None) -> dict[str, Any]:
        """The same for a WebSocket: `{"event", "id", "message", "data"}`; `message` is None for a conversation's."""
        about = str(message) if message else None
        return {"event": self.kind, "id": self.id, "message": about, "data": dict(self.data)}


def coalesced(events: Iterable[Event]) -> list[Event]:
    """The same answer in fewer events: neighbouring deltas become one, under the id of the last of them."""
    merged: list[Event] = []
    for event in events:
        if merged and event.kind == merged[-1].kind == "delta":
            text = merged.pop().data["text"] + event.data["text"]
            event = Event(event.id, "delta", {"text": text})
        merged.append(event)
    return merged
