"""A browser's end of a WebSocket, in one process with the server."""

import asyncio
import json
from typing import Any


class Socket:
    """A browser's end of a WebSocket."""

    def __init__(self) -> None:
        self.sent: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.received: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    async def say(self, **frame: object) -> None:
        await self.sent.put({"type": "websocket.receive", "text": json.dumps(frame)})

    async def next(self) -> dict[str, Any]:
        message = await asyncio.wait_for(self.received.get(), 5)
        return json.loads(message["text"]) if message["type"] == "websocket.send" else message

    async def to_the_end(self) -> list[dict[str, Any]]:
        frames = [await self.next()]
        while frames[-1]["event"] not in {"done", "error", "refused"}:
            frames.append(await self.next())
        return frames
