"""An event as an entry of a Redis stream: event n of a message has the id `n-0`."""

import json
from collections.abc import Mapping
from typing import Any, cast
from uuid import UUID

from redis.typing import EncodableT, FieldT

from chat.events import Event, Kind

Entry = tuple[bytes, Mapping[bytes, bytes]]


def key(message: UUID) -> str:
    """The stream of a message."""
    return f"botwright:answer:{message.hex}"


def attention(message: UUID) -> str:
    """Where its listeners in other processes are noted."""
    return f"botwright:heard:{message.hex}"


def message_of(key: bytes) -> UUID:
    """The message of a stream."""
    return UUID(hex=key.rpartition(b":")[2].decode())


def written(event: Event) -> dict[FieldT, EncodableT]:
    """The fields of an entry."""
    return {"kind": event.kind, "data": json.dumps(event.data, ensure_ascii=False)}


def read(fields: Mapping[bytes, bytes]) -> tuple[Kind, dict[str, Any]]:
    """Kind and data of an entry."""
    return cast("Kind", fields[b"kind"].decode()), json.loads(fields[b"data"])


def place(number: int) -> str:
    """The id of event `number`."""
    return f"{number}-0"


def number(place: bytes) -> int:
    """The number of the event with the id `place`."""
    return int(place.partition(b"-")[0])
