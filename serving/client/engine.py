"""The client of the engine protocol: OpenAI's HTTP API as vLLM serves it."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from http import HTTPStatus
from types import TracebackType
from typing import Any

from aiohttp import (
    ClientConnectorError,
    ClientError,
    ClientSession,
    ClientTimeout,
    ConnectionTimeoutError,
    DummyCookieJar,
    TCPConnector,
)

from serving.client import pieces, wire
from serving.client.calls import Call, watched
from serving.client.errors import EngineError, EngineTimeout, EngineUnavailable, from_response
from serving.client.messages import ChatRequest, Completion, Delta
from serving.client.reading import Found

EMBEDDING_MODEL = "all-minilm-l6-v2"
EMBEDDING_BATCH = 64
READER = "reader"
# Long, because a process with many visitors may take a while to notice that it is connected.
CONNECT_SECONDS = 15.0
HEALTH_SECONDS = 5.0
IDLE_SECONDS = 2.0
"""Uvicorn, and so vLLM, closes a connection after 5 idle seconds: a request sent at that moment would be lost."""


class Engine:
    """One engine at `url` (without `/v1`); `timeout` is the longest silence accepted, in seconds.

    `key` is sent as a bearer token, for servers of others that ask for one. `pause` is told the number of
    open streams after every piece of one, and says for how many seconds the next pieces are left with the kernel, which
    then come as one.
    """

    def __init__(
        self, url: str, *, timeout: float = 120.0, key: str = "", pause: Callable[[int], float] | None = None
    ) -> None:
        self.url = url.rstrip("/")
        self._timeout = ClientTimeout(total=None, sock_connect=min(timeout, CONNECT_SECONDS), sock_read=timeout)
        self._headers = {"Authorization": f"Bearer {key}"} if key else {}
        self._pause = pause or _never
        self._streams = 0
        self._opened: ClientSession | None = None

    @property
    def _http(self) -> ClientSession:
        """Opened by the first call, because it belongs to the event loop that is running then."""
        if self._opened is None or self._opened.closed:
            self._opened = ClientSession(
                # One process holds as many streams as it has visitors.
                connector=TCPConnector(limit=0, keepalive_timeout=IDLE_SECONDS),
                headers=self._headers,
                timeout=self._timeout,
                cookie_jar=DummyCookieJar(),
            )
        return self._opened

    async def __aenter__(self) -> Engine:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close the connections."""
        if self._opened is not None:
            await self._opened.close()

    async def stream(self, request: ChatRequest) -> AsyncIterator[Delta]:
        """Deltas as they are generated. Closing the generator (`aclose`) stops the generation."""
        with watched(Call("chat", request.model, request.max_tokens)) as call, _translated(), self._counted():
            body = request.body(stream=True)
            path, headers = "/v1/chat/completions", call.headers
            async with self._http.post(self.url + path, json=body, headers=headers, allow_redirects=False) as response:
                if not response.ok:
                    raise _error(response.status, await response.read())
                deltas = wire.Deltas()
                async for piece in response.content.iter_any():
                    for delta in deltas.feed(piece):
                        call.came(delta)
                        yield delta
                    if deltas.ended:
                        break
                    if seconds := self._pause(self._streams):
                        await pieces.rest(response, seconds)
                deltas.close()
                await pieces.drain(response.content)

    @contextmanager
    def _counted(self) -> Iterator[None]:
        self._streams += 1
        try:
            yield
        finally:
            self._streams -= 1

    async def complete(self, request: ChatRequest) -> Completion:
        """The whole answer at once."""
        start = time.perf_counter()
        with watched(Call("chat", request.model, request.max_tokens)) as call:
            body = await self._call("POST", "/v1/chat/completions", request.body(stream=False), call.headers)
            completion = wire.completion(body, time.perf_counter() - start)
            call.usage, call.finish_reason = completion.usage, completion.finish_reason
        return completion

    async def embed(self, texts: Sequence[str], model: str = EMBEDDING_MODEL) -> list[list[float]]:
        """Unit vectors of 384 numbers, one per text and in their order; `model` may name a fine-tuned encoder."""
        vectors: list[list[float]] = []
        for start in range(0, len(texts), EMBEDDING_BATCH):
            batch = list(texts[start : start + EMBEDDING_BATCH])
            with watched(Call("embeddings", model)) as call:
                asked = {"model": model, "input": batch}
                body = await self._call("POST", "/v1/embeddings", asked, call.headers)
            rows = sorted(body.get("data", []), key=lambda row: int(row["index"]))
            if len(rows) != len(batch):
                raise EngineUnavailable("The engine returned another number of vectors than was asked for.")
            vectors.extend(row["embedding"] for row in rows)
        return vectors

    async def read(self, question: str, passages: Sequence[tuple[str, str]]) -> list[Found]:
        """Whether and where each of the passages (heading, text) answers, in their order.

        Raises `UnknownAdapter` or `InvalidRequest` where the engine has no reader.
        """
        asked = {"question": question, "passages": [{"heading": above, "text": text} for above, text in passages]}
        with watched(Call("read", READER)) as call:
            body = await self._call("POST", "/v1/read", asked, call.headers)
        found = [Found.of(row) for row in body.get("data", [])]
        if len(found) != len(passages):
            raise EngineUnavailable("The engine read another number of passages than it was given.")
        return found

    async def models(self) -> list[str]:
        """Names that the engine lists now; adapters not yet asked for may be missing."""
        body = await self._call("GET", "/v1/models")
        return [str(model["id"]) for model in body.get("data", [])]

    async def health(self) -> bool:
        """Whether the engine can answer now; never raises for a missing engine."""
        try:
            async with self._http.get(f"{self.url}/health", timeout=ClientTimeout(HEALTH_SECONDS)) as response:
                return response.status == HTTPStatus.OK
        except (ClientError, TimeoutError):
            return False

    async def _call(
        self, method: str, path: str, body: dict[str, Any] | None = None, headers: Mapping[str, str] | None = None
    ) -> dict[str, Any]:
        with _translated():
            async with self._http.request(
                method, self.url + path, json=body, headers=headers, allow_redirects=False
            ) as response:
                content = await response.read()
                if not response.ok:
                    raise _error(response.status, content)
                return wire.parse(content)


def _never(streams: int) -> float:
    return 0.0


@contextmanager
def _translated() -> Iterator[None]:
    """aiohttp's errors as the errors of this package."""
    try:
        yield
    except ConnectionTimeoutError as error:
        raise EngineUnavailable("The engine does not accept connections.") from error
    except TimeoutError as error:
        raise EngineTimeout("The engine sent nothing within the time allowed.") from error
    except ClientConnectorError as error:
        raise EngineUnavailable("The engine is not running or cannot be reached.") from error
    except ClientError as error:
        raise EngineUnavailable("The connection to the engine broke.") from error


def _error(status: int, content: bytes) -> EngineError:
    try:
        return from_response(status, wire.parse(content))
    except EngineUnavailable:
        return from_response(status, {})
