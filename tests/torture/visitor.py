"""A browser on the shop's page over real sockets: it can tear its connection, read slowly, and come back."""

import asyncio
import json
import socket
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager
from itertools import count
from types import TracebackType
from typing import Any, Self

import httpx

from tests.chat.browser import ORIGIN, Told
from tests.torture.words import QUESTION

ENDS = {"done", "error"}
_numbers = count(1)


def address() -> str:
    """An address of this machine that nobody called from before: limits are per address."""
    number = next(_numbers)
    return f"127.1.{number // 250}.{number % 250 + 1}"


class Visitor:
    """One visitor in one tab. `name`: what an earlier visit was given, to come back as the same person."""

    def __init__(self, url: str, site_key: str, *, name: str | None = None, receive_bytes: int = 0) -> None:
        options = [(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_bytes)] if receive_bytes else None
        # A connection that is kept may be closed by the server in the moment in which it is used again.
        limits = httpx.Limits(max_keepalive_connections=0)
        transport = httpx.AsyncHTTPTransport(
            verify=False, local_address=address(), socket_options=options, limits=limits
        )
        self._http = httpx.AsyncClient(
            base_url=f"{url}/api/widget/v1/", transport=transport, headers={"Origin": ORIGIN}, timeout=120
        )
        self._site_key = site_key
        self.name = name
        self.conversation: dict[str, Any] | None = None

    async def __aenter__(self) -> Self:
        body = {"site_key": self._site_key, "visitor": self.name}
        opened = (await self._http.post("sessions", json=body)).raise_for_status().json()
        self._http.headers["Authorization"] = f"Bearer {opened['token']}"
        self.name, self.conversation = opened["visitor"], opened["conversation"]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._http.aclose()

    def move(self, url: str) -> None:
        """Calls another web server of the same platform from now on."""
        self._http.base_url = f"{url}/api/widget/v1/"

    @property
    def token(self) -> str:
        """Of the session."""
        return self._http.headers["Authorization"].removeprefix("Bearer ")

    @asynccontextmanager
    async def ask(self, key: str = "k", text: str = QUESTION) -> AsyncIterator[AsyncGenerator[Told, None]]:
        """The events of a new answer; leaving the block tears the connection."""
        call = self._http.stream("POST", "messages", json={"text": text}, headers={"Idempotency-Key": key})
        async with call as response, aclosing(_events(response)) as events:
            yield events

    @asynccontextmanager
    async def follow(self, message: str, after: int = 0) -> AsyncIterator[AsyncGenerator[Told, None]]:
        """The events of an answer beyond `after`."""
        call = self._http.stream("GET", f"messages/{message}/stream", params={"after": after})
        async with call as response, aclosing(_events(response)) as events:
            yield events

    async def answer(self, key: str = "k") -> list[Told]:
        """All events of an answer."""
        async with self.ask(key) as events:
            return [told async for told in events]

    async def headers_of_an_answer(self) -> httpx.Headers:
        """What an answer is sent with to a browser that takes compressed bodies."""
        sent = {"Accept-Encoding": "gzip"}
        return (await self._http.post("messages", json={"text": QUESTION}, headers=sent)).raise_for_status().headers

    async def rest(self, message: str, after: int = 0) -> list[Told]:
        """All events of an answer beyond `after`."""
        async with self.follow(message, after) as events:
            return [told async for told in events]

    async def stop(self, message: str) -> None:
        """Presses *Stop*."""
        (await self._http.post(f"messages/{message}/cancel", json={})).raise_for_status()

    async def transcript(self) -> list[dict[str, Any]]:
        """The messages of the conversation."""
        messages: list[dict[str, Any]] = (await self._http.get("conversation")).raise_for_status().json()["messages"]
        return messages


async def some(events: AsyncGenerator[Told, None], until: int) -> list[Told]:
    """The events up to the first one whose id is `until` or more; fewer when the connection breaks before."""
    seen: list[Told] = []
    try:
        while not seen or seen[-1].id < until:
            seen.append(await anext(events))
    except (StopAsyncIteration, httpx.TransportError):
        pass
    return seen


async def _events(response: httpx.Response) -> AsyncGenerator[Told, None]:
    if response.is_error:
        raise AssertionError((response.status_code, await response.aread()))
    buffer = b""
    async for chunk in response.aiter_bytes():
        *blocks, buffer = (buffer + chunk).split(b"\n\n")
        for block in blocks:
            fields = dict(line.split(": ", 1) for line in block.decode().split("\n") if not line.startswith(":"))
            if fields:
                yield Told(int(fields["id"]), fields["event"], json.loads(fields["data"]))


def said(events: list[Told]) -> str:
    """The answer from deltas alone, so that a token lost or doubled shows."""
    assert [told.id for told in events] == sorted({told.id for told in events})
    return "".join(told.data["text"] for told in events if told.event == "delta")


async def soon(look: Any, wanted: Any) -> None:
    """Waits until `await look()` is `wanted`."""
    for _ in range(500):
        if (seen := await look()) == wanted:
            return
        await asyncio.sleep(0.02)
    raise AssertionError(f"{seen!r} instead of {wanted!r}")
