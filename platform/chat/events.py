"""The events of an answer, as docs/architecture.md lists them, and their form on the wire."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

Kind = Literal["start", "delta", "sources", "replace", "done", "error"]
ENDS: frozenset[Kind] = frozenset({"done", "error"})
HEARTBEAT = b": alive\n\n"


@dataclass(frozen=True, slots=True)
class Event:
    """One step of an answer. `id` grows within a message, from 1."""

    id: int
    kind: Kind
    data: Mapping[str, Any]

    @property
    def ends(self) -> bool:
        """True for the last event of an answer."""
        return self.kind in ENDS

    def sse(self) -> bytes:
        """A server-sent event (HTML standard, 9.2): JSON has no raw line break, so one `data:` line holds it."""
        data = json.dumps(self.data, ensure_ascii=False, separators=(",", ":"))
        return f"id: {self.id}\nevent: {self.kind}\ndata: {data}\n\n".encode()

    def frame(self, message: UUID) -> dict[str, Any]:
        """The same for a WebSocket: `{"event", "id", "message", "data"}`."""
        return {"event": self.kind, "id": self.id, "message": str(message), "data": dict(self.data)}


def coalesced(events: Iterable[Event]) -> list[Event]:
    """The same answer in fewer events: neighbouring deltas become one, under the id of the last of them."""
    merged: list[Event] = []
    for event in events:
        if merged and event.kind == merged[-1].kind == "delta":
            text = merged.pop().data["text"] + event.data["text"]
            event = Event(event.id, "delta", {"text": text})
        merged.append(event)
    return merged
