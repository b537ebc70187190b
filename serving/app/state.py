"""What the routes share, and the routes that only look at it."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from serving.app.errors import read_json
from serving.client.errors import EngineUnavailable
from serving.engine.metrics import Metrics
from serving.engine.service import Service
from serving.protocol import answers, embeddings, reading


@dataclass
class State:
    """`service` is there when the engine can answer; `failure` says why it never will."""

    metrics: Metrics
    service: Service | None = None
    failure: str | None = None


def service(request: Request) -> Service:
    """The engine; raises `EngineUnavailable` while there is none."""
    shared: State = request.app.state.engine
    if shared.service is None:
        raise EngineUnavailable(shared.failure or "The engine is starting: try again in a few seconds.")
    return shared.service


async def embed(request: Request) -> Response:
    """`POST /v1/embeddings`"""
    asked = embeddings.parse(await read_json(request))
    embedded = await service(request).encoders.embed(asked)
    request.app.state.engine.metrics.embeddings.inc(len(asked.texts))
    return JSONResponse(answers.embeddings(asked.model, embedded.vectors, embedded.tokens))


async def read(request: Request) -> Response:
    """`POST /v1/read`"""
    asked = reading.parse(await read_json(request))
    found = await service(request).reader.read(asked.question, asked.passages)
    return JSONResponse({"data": [asdict(one) for one in found]})


async def models(request: Request) -> Response:
    """`GET /v1/models`"""
    return JSONResponse(answers.models([*service(request).names(), embeddings.MODEL]))


async def health(request: Request) -> Response:
    """`GET /health`: 200 only when the engine can answer now."""
    shared: State = request.app.state.engine
    if shared.failure is not None:
        return JSONResponse({"status": "failed", "message": shared.failure}, 503)
    if shared.service is None:
        return JSONResponse({"status": "starting"}, 503)
    if not shared.service.healthy:
        return JSONResponse({"status": "stuck"}, 503)
    return JSONResponse({"status": "ok"})


async def metrics(request: Request) -> Response:
    """`GET /metrics`"""
    return Response(request.app.state.engine.metrics.text(), media_type="text/plain; version=0.0.4")
