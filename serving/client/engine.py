"""The client of the engine protocol: OpenAI's HTTP API as vLLM serves it."""

from __future__ import annotations

import ssl
import time
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from types import TracebackType
from typing import Any

import httpx

from serving.client import wire
from serving.client.calls import Call, watched
from serving.client.errors import EngineError, EngineTimeout, EngineUnavailable, from_response
from serving.client.messages import ChatRequest, Completion, Delta

EMBEDDING_MODEL = "all-minilm-l6-v2"
EMBEDDING_BATCH = 64
# Long, because a process with many visitors may take a while to notice that it is connected.
CONNECT_SECONDS = 15.0
HEALTH_SECONDS = 5.0
IDLE_SECONDS = 2.0
"""Uvicorn, and so vLLM, closes a connection after 5 idle seconds: a request sent at that moment would be lost."""


class Engine:
    """One engine at `url` (without `/v1`); `timeout` is the longest silence accepted, in seconds.

    `key` is sent as a bearer token, for servers of others that ask for one.
    """

    def __init__(
        self, url: str, *, timeout: float = 120.0, key: str = "", transport: httpx.AsyncBaseTransport | None = None
    ) -> None:
        self.url = url.rstrip("/")
        self._http = httpx.AsyncClient(
            base_url=self.url,
            timeout=httpx.Timeout(timeout, connect=min(timeout, CONNECT_SECONDS)),
            transport=transport,
            headers={"Authorization": f"Bearer {key}"} if key else None,
            verify=_tls(),
            # One process holds as many streams as it has visitors.
            limits=httpx.Limits(max_connections=None, max_keepalive_connections=20, keepalive_expiry=IDLE_SECONDS),
            # An engine is a neighbour, never behind the proxy that the environment may name.
            trust_env=False,
        )

    async def __aenter__(self) -> Engine:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def stream(self, request: ChatRequest) -> AsyncIterator[Delta]:
        """Deltas as they are generated. Closing the generator (`aclose`) stops the generation."""
        with watched(Call("chat", request.model, request.max_tokens)) as call, _translated():
            body = request.body(stream=True)
            path, headers = "/v1/chat/completions", call.headers
            async with self._http.stream("POST", path, json=body, headers=headers) as response:
                if response.is_error:
                    raise _error(response.status_code, await response.aread())
                async for delta in wire.deltas(response.aiter_lines()):
                    call.came(delta)
                    yield delta

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

    async def models(self) -> list[str]:
        """Names that the engine lists now; adapters not yet asked for may be missing."""
        body = await self._call("GET", "/v1/models")
        return [str(model["id"]) for model in body.get("data", [])]

    async def health(self) -> bool:
        """Whether the engine can answer now; never raises for a missing engine."""
        try:
            return (await self._http.get("/health", timeout=HEALTH_SECONDS)).status_code == 200
        except httpx.HTTPError:
            return False

    async def _call(
        self, method: str, path: str, body: dict[str, Any] | None = None, headers: Mapping[str, str] | None = None
    ) -> dict[str, Any]:
        with _translated():
            response = await self._http.request(method, path, json=body, headers=headers)
            if response.is_error:
                raise _error(response.status_code, response.content)
            return wire.parse(response.content)


@cache
def _tls() -> ssl.SSLContext:
    """Loading the certificates takes 40 ms, longer than a search: once per process must do."""
    return httpx.create_ssl_context(trust_env=False)


@contextmanager
def _translated() -> Iterator[None]:
    """httpx's errors as the errors of this package."""
    try:
        yield
    except httpx.ConnectTimeout as error:
        raise EngineUnavailable("The engine does not accept connections.") from error
    except httpx.TimeoutException as error:
        raise EngineTimeout("The engine sent nothing within the time allowed.") from error
    except httpx.ConnectError as error:
        raise EngineUnavailable("The engine is not running or cannot be reached.") from error
    except httpx.TransportError as error:
        raise EngineUnavailable("The connection to the engine broke.") from error


def _error(status: int, content: bytes) -> EngineError:
    try:
        return from_response(status, wire.parse(content))
    except EngineUnavailable:
        return from_response(status, {})
