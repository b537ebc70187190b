"""Closes every address of vLLM's server but those of the engine protocol (`--middleware serving.vllm.guard.Guard`).

What lets vLLM ask for adapters also opens `/v1/load_lora_adapter`, which loads any folder under any name; and
`--api-key` leaves `/pause`, `/invocations` and others open to everybody.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]

OPEN = frozenset({"/v1/chat/completions", "/v1/models", "/v1/embeddings", "/health", "/metrics"})
CLOSED = {
    "error": {
        "message": "This address is not part of the engine protocol.",
        "type": "NotFoundError",
        "code": 404,
        "param": None,
    }
}


class Guard:
    """ASGI middleware; a WebSocket is refused whatever its address."""

    def __init__(self, app: App) -> None:
        self._app = app

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Pass on what is open, and the server's own start and end."""
        if scope["type"] == "lifespan" or (scope["type"] == "http" and scope["path"] in OPEN):
            await self._app(scope, receive, send)
        elif scope["type"] == "http":
            body = json.dumps(CLOSED).encode()
            headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
            await send({"type": "http.response.start", "status": 404, "headers": headers})
            await send({"type": "http.response.body", "body": body})
        else:
            await send({"type": "websocket.close", "code": 1008})
