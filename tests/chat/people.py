"""An agent's browser: the dashboard's session cookie and a WebSocket to an inbox."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from channels.routing import URLRouter
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client

from assistants.models import Assistant
from chat import routing
from chat.threads import in_thread
from tests.chat.sockets import Socket

OWN = "http://127.0.0.1:8000"


def cookie_of(user: User) -> str:
    """What the browser of a person sends who has signed in."""
    client = Client()
    client.force_login(user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


class Inbox(Socket):
    """An agent's tab; remembers what it was last shown."""

    def __init__(self) -> None:
        super().__init__()
        self.data: dict[str, Any] = {}

    async def until(self, event: str, wanted: Callable[[Any], object] = lambda data: True) -> dict[str, Any]:
        """The next frame of this kind that is as wanted."""
        while True:
            frame = await self.next()
            name = frame.get("event") or frame["type"]
            self.data[name] = frame.get("data")
            if name == event and wanted(frame.get("data")):
                return frame

    async def row(self, state: str) -> dict[str, Any]:
        """The list's first conversation once it is in this state."""
        frame = await self.until("list", lambda data: data["rows"] and data["rows"][0]["state"] == state)
        return frame["data"]["rows"][0]


@asynccontextmanager
async def at_desk(
    user: User, assistant: Assistant, origin: str = OWN, cookie: str | None = None
) -> AsyncIterator[Inbox]:
    """The inbox of `assistant`, open in the browser of `user`."""
    inbox = Inbox()
    session = cookie if cookie is not None else await in_thread(cookie_of, user)
    headers = [(b"host", b"127.0.0.1:8000"), (b"origin", origin.encode())]
    headers += [(b"cookie", f"{settings.SESSION_COOKIE_NAME}={session}".encode())]
    scope = {
        "type": "websocket",
        "path": f"/ws/inbox/{assistant.pk}",
        "headers": headers,
        "client": ("127.0.0.1", 1),
        "subprotocols": [],
    }
    await inbox.sent.put({"type": "websocket.connect"})
    task = asyncio.create_task(URLRouter(routing.urlpatterns)(scope, inbox.sent.get, inbox.received.put))
    assert (await inbox.next())["type"] == "websocket.accept"
    try:
        yield inbox
    finally:
        await inbox.sent.put({"type": "websocket.disconnect", "code": 1000})
        await asyncio.wait([task], timeout=5)
