"""The load of the streams' benchmark: many HTTP calls, each noting when its events came and whether any was missing.

A bare protocol and no HTTP client, because the load shares the machine with what is measured.
"""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import cast

EVENT = re.compile(rb"id: (\d+)\nevent: (\w+)\ndata: ([^\n]*)\n\n")


@dataclass(frozen=True)
class Call:
    """A request to `port` of this machine, sent from `address`."""

    port: int
    address: str
    head: str
    body: bytes = b""

    def encoded(self) -> bytes:
        """HTTP/1.1."""
        length = f"content-length: {len(self.body)}\r\n" if self.body else ""
        return f"{self.head}\r\nhost: 127.0.0.1:{self.port}\r\n{length}connection: close\r\n\r\n".encode() + self.body


@dataclass
class Heard:
    """What came: seconds from the request to the first event and to the first delta, text of the deltas, order."""

    began: float = field(default_factory=time.perf_counter)
    first: float = 0.0
    first_delta: float = 0.0
    last_id: int = 0
    ordered: bool = True
    ended: bool = False
    text: str = ""
    final: str = ""

    @property
    def events(self) -> int:
        """So many were told, some of them in one: a delta's id is that of the last in it."""
        return self.last_id

    @property
    def whole(self) -> bool:
        """Nothing lost, doubled or reordered."""
        return self.ended and self.ordered and (not self.final or self.text == self.final)


class Reader(asyncio.Protocol):
    """Reads one call's events; `closed` is done when the connection is."""

    def __init__(self, call: Call) -> None:
        self._call = call
        self._buffer = b""
        self.heard = Heard()
        self.closed: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        cast("asyncio.Transport", transport).write(self._call.encoded())

    def data_received(self, data: bytes) -> None:
        # Chunk sizes stand between the events, never inside of one: a chunk is made of whole events.
        self._buffer += data
        end = 0
        for found in EVENT.finditer(self._buffer):
            self._take(int(found[1]), found[2], found[3])
            end = found.end()
        self._buffer = self._buffer[end:]

    def connection_lost(self, error: Exception | None) -> None:
        if not self.closed.done():
            self.closed.set_result(None)

    def _take(self, number: int, kind: bytes, data: bytes) -> None:
        heard, age = self.heard, time.perf_counter() - self.heard.began
        heard.first = heard.first or age
        heard.ordered = heard.ordered and number > heard.last_id
        heard.last_id = number
        if kind == b"delta":
            heard.first_delta = heard.first_delta or age
            heard.text += json.loads(data)["text"]
        elif kind == b"done":
            heard.ended, heard.final = True, json.loads(data)["text"]


async def send(call: Call) -> Reader:
    """Sends the call; its reader goes on by itself."""
    loop = asyncio.get_running_loop()
    _, reader = await loop.create_connection(lambda: Reader(call), "127.0.0.1", call.port, local_addr=(call.address, 0))
    return reader


async def ramp(calls: Sequence[Call], per_second: float) -> list[Reader]:
    """Sends all calls, so many a second."""
    began = time.perf_counter()
    readers = []
    for number, call in enumerate(calls):
        await asyncio.sleep(max(0.0, began + number / per_second - time.perf_counter()))
        readers.append(await send(call))
    return readers


def quantile(values: Sequence[float], share: float) -> float:
    """The smallest value that `share` of the values do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
