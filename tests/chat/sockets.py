"""A browser's end of a WebSocket, in one process with the server."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from channels.routing import URLRouter

from chat import routing
from tests.chat.browser import ORIGIN


class Socket:
    """A browser's end of a WebSocket."""

    def __init__(self) -> None:
        self.sent: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.received: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    async def say(self, **frame: object) -> None:
        await self.sent.put({"type": "websocket.receive", "text": json.dumps(frame)})

    async def next(self) -> dict[str, Any]:
        message = await asyncio.wait_for(self.received.get(), 20)
        return json.loads(message["text"]) if message["type"] == "websocket.send" else message

    async def to_the_end(self) -> list[dict[str, Any]]:
        frames = [await self.next()]
        while frames[-1]["event"] not in {"done", "error", "refused"}:
            frames.append(await self.next())
        return frames


@asynccontextmanager
async def connected(origin: str = ORIGIN) -> AsyncIterator[Socket]:
    """A visitor's socket, accepted."""
    socket = Socket()
    scope = {
        "type": "websocket",
        "path": "/ws/chat",
        "headers": [(b"host", b"127.0.0.1:8000"), (b"origin", origin.encode())],
        "client": ("127.0.0.1", 1),
        "subprotocols": [],
    }
    await socket.sent.put({"type": "websocket.connect"})
    task = asyncio.create_task(URLRouter(routing.urlpatterns)(scope, socket.sent.get, socket.received.put))
    assert (await socket.next())["type"] == "websocket.accept"
    yield socket
    await socket.sent.put({"type": "websocket.disconnect", "code": 1000})
    await asyncio.wait([task], timeout=5)
