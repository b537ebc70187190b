"""A browser without a screen: in-process HTTP calls, chunk by chunk, that can be torn."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from django.core.handlers.asgi import ASGIHandler

ORIGIN = "https://shop.example"


@dataclass
class Told:
    """An event as a browser sees it."""

    id: int
    event: str
    data: dict[str, Any]


class Call:
    """One HTTP call, chunk by chunk; its connection can be torn at any moment."""

    def __init__(
        self, app: ASGIHandler, method: str, url: str, headers: dict[str, str], body: bytes, address: str
    ) -> None:
        target, _, query = url.partition("?")
        sent = {"host": "127.0.0.1:8000", "content-type": "application/json", **headers}
        self._scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "path": target,
            "raw_path": target.encode(),
            "query_string": query.encode(),
            "headers": [(name.lower().encode(), value.encode()) for name, value in sent.items()],
            "client": (address, 1),
            "server": ("127.0.0.1", 8000),
            "scheme": "http",
        }
        self._body: list[bytes] = [body]
        self._torn = asyncio.Event()
        self._sent: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._task = asyncio.create_task(app(self._scope, self._receive, self._sent.put))
        self.status = 0
        self.headers: dict[str, str] = {}

    async def started(self) -> "Call":
        head = await asyncio.wait_for(self._sent.get(), 20)
        self.status = head["status"]
        self.headers = {name.decode().lower(): value.decode() for name, value in head["headers"]}
        return self

    async def chunks(self) -> AsyncIterator[bytes]:
        more = True
        while more:
            message = await asyncio.wait_for(self._sent.get(), 20)
            more = message.get("more_body", False)
            yield message.get("body", b"")

    async def json(self) -> Any:
        return json.loads(b"".join([chunk async for chunk in self.chunks()]))

    async def events(self) -> AsyncIterator[Told]:
        buffer = ""
        async for chunk in self.chunks():
            buffer += chunk.decode()
            *blocks, buffer = buffer.split("\n\n")
            for block in blocks:
                fields = dict(line.split(": ", 1) for line in block.splitlines() if not line.startswith(":"))
                if fields:
                    yield Told(int(fields["id"]), fields["event"], json.loads(fields["data"]))

    async def tear(self) -> None:
        self._torn.set()
        await asyncio.wait([self._task], timeout=5)

    async def _receive(self) -> dict[str, Any]:
        if self._body:
            return {"type": "http.request", "body": self._body.pop(), "more_body": False}
        await self._torn.wait()
        return {"type": "http.disconnect"}


@dataclass
class Visit:
    """A browser on a page with the chat."""

    app: ASGIHandler
    site_key: str
    origin: str | None = ORIGIN
    address: str = field(default_factory=lambda: str(uuid4()))
    token: str = ""
    visitor: str | None = None

    async def call(self, method: str, where: str, body: object = None, **headers: str) -> Call:
        sent = {"authorization": f"Bearer {self.token}"} if self.token else {}
        if self.origin:
            sent["origin"] = self.origin
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        raw = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        return await Call(self.app, method, f"/api/widget/v1/{where}", sent, raw, self.address).started()

    async def open(self) -> dict[str, Any]:
        call = await self.call("POST", "sessions", {"site_key": self.site_key, "visitor": self.visitor})
        opened = await call.json()
        assert call.status == 200, opened
        self.token, self.visitor = opened["token"], opened["visitor"]
        return opened

    async def ask(self, text: str = "How long does it take?", **headers: str) -> Call:
        return await self.call("POST", "messages", {"text": text}, **headers)

    async def resume(self, message: str, after: int = 0) -> Call:
        return await self.call("GET", f"messages/{message}/stream?after={after}")

    async def answer(self, text: str = "How long does it take?", **headers: str) -> list[Told]:
        return [event async for event in (await self.ask(text, **headers)).events()]

    async def conversation(self) -> dict[str, Any]:
        return await (await self.call("GET", "conversation")).json()


def text_of(events: list[Told]) -> str:
    """The answer as a widget shows it after these events."""
    text = ""
    for told in events:
        text = text + told.data["text"] if told.event == "delta" else told.data.get("text", text)
    return text
