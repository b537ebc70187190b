"""The fake engine's HTTP API."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import asdict
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from serving.client.errors import EngineError, UnknownAdapter
from serving.client.manifest import is_name
from serving.client.messages import Usage
from serving.client.store import AdapterStore
from serving.fake.embedding import embed
from serving.fake.reading import read
from serving.fake.script import REFUSALS, Fault, Script
from serving.protocol import answers, chat, embeddings, reading
from serving.protocol.answers import Answer
from serving.protocol.chat import Chat
from serving.protocol.fields import BadRequest
from serving.protocol.problems import problem

BASES = ("base", "smollm2-135m-instruct")


def create_app(script: Script | None = None, store: AdapterStore | None = None) -> Starlette:
    """A fake engine following `script`; `app.state.script` can be exchanged, `app.state.requests` is kept.

    With `store` it knows the adapters there, each checked as an engine that loads it does, instead of the script's.

    Over HTTP, `POST /script` exchanges the script (JSON of `Script`'s fields) and `GET /script/requests`
    returns the bodies of all chat requests so far.
    """
    app = Starlette(
        routes=[
            Route("/v1/chat/completions", _chat, methods=["POST"]),
            Route("/v1/embeddings", _embeddings, methods=["POST"]),
            Route("/v1/read", _read, methods=["POST"]),
            Route("/v1/models", _models),
            Route("/health", _health),
            Route("/metrics", _metrics),
            Route("/script", _script, methods=["POST"]),
            Route("/script/requests", _requests),
        ],
        exception_handlers={EngineError: _refuse, BadRequest: _refuse},
    )
    app.state.script = script or Script()
    app.state.store = store
    app.state.requests = []
    app.state.closed = 0
    return app


async def _chat(request: Request) -> Response:
    body = await _json(request)
    request.app.state.requests.append(body)
    script: Script = request.app.state.script
    asked = chat.parse(body)
    fault = script.next_fault()
    if fault in REFUSALS:
        raise REFUSALS[fault]
    _check_model(asked.model, script, request.app.state.store)
    if asked.stream:
        return StreamingResponse(_stream(request, asked, fault), media_type="text/event-stream")
    async for _ in _tokens(script, asked, fault):
        pass
    text, reason, usage = _outcome(script, asked)
    return JSONResponse(Answer(asked.model).whole(text, reason, usage))


async def _stream(request: Request, asked: Chat, fault: Fault) -> AsyncIterator[str]:
    script: Script = request.app.state.script
    answer = Answer(asked.model)
    complete = False
    try:
        yield answer.opening()
        async for token in _tokens(script, asked, fault):
            yield answer.delta(token)
        _, reason, usage = _outcome(script, asked)
        yield answer.closing(reason)
        if asked.include_usage:
            yield answer.usage(usage)
        complete = True
        yield answers.DONE
    finally:
        request.app.state.closed += not complete


async def _tokens(script: Script, asked: Chat, fault: Fault) -> AsyncIterator[str]:
    await asyncio.sleep(script.first_delay)
    for position, token in enumerate(_words(script, asked)[: _limit(script, asked)]):
        if fault and position >= script.fault_after:
            await _fail(fault)
        yield token
        await asyncio.sleep(script.token_delay)
    if fault:
        await _fail(fault)


async def _fail(fault: Fault) -> None:
    if fault == "silent":
        await asyncio.Event().wait()
    raise ConnectionResetError("scripted")


def _outcome(script: Script, asked: Chat) -> tuple[str, str, Usage]:
    words = _words(script, asked)
    said = words[: _limit(script, asked)]
    prompt = sum(len(message["content"].split()) for message in asked.messages)
    reason = "length" if len(said) < len(words) else "stop"
    return "".join(said), reason, Usage(prompt, len(said))


def _limit(script: Script, asked: Chat) -> int | None:
    return None if script.unlimited else asked.max_tokens


def _words(script: Script, asked: Chat) -> list[str]:
    return script.tokens(asked.messages[-1]["content"], asked.model)


def _check_model(model: str, script: Script, store: AdapterStore | None) -> None:
    if store and model not in BASES:
        store.manifest(model)
    known = is_name(model) if script.adapters is None else model in script.adapters
    if model not in BASES and not known:
        raise UnknownAdapter(f"There is no model or adapter named {model!r}.")


async def _embeddings(request: Request) -> Response:
    asked = embeddings.parse(await _json(request))
    known: list[str] | None = request.app.state.script.adapters
    if asked.model != embeddings.MODEL and known is not None and asked.model not in known:
        raise UnknownAdapter(f"There is no encoder named {asked.model!r}.")
    vectors = [embed(text) for text in asked.texts]
    return JSONResponse(answers.embeddings(asked.model, vectors, sum(len(text.split()) for text in asked.texts)))


async def _read(request: Request) -> Response:
    if not request.app.state.script.reads:
        raise UnknownAdapter("There is no reader here.")
    asked = reading.parse(await _json(request))
    return JSONResponse({"data": [asdict(read(asked.question, passage)) for passage in asked.passages]})


async def _models(request: Request) -> Response:
    names = [*BASES, *(request.app.state.script.adapters or ()), embeddings.MODEL]
    return JSONResponse(answers.models(names))


async def _health(request: Request) -> Response:
    down = request.app.state.script.fault == "unavailable"
    return JSONResponse({"status": "down" if down else "ok"}, 503 if down else 200)


async def _metrics(request: Request) -> Response:
    return PlainTextResponse(f"botwright_engine_requests_total {len(request.app.state.requests)}\n")


async def _script(request: Request) -> Response:
    try:
        request.app.state.script = Script.parse(await _json(request))
    except (TypeError, ValueError) as error:
        raise BadRequest(str(error)) from None
    return Response(status_code=204)


async def _requests(request: Request) -> Response:
    return JSONResponse(request.app.state.requests)


async def _json(request: Request) -> dict[str, Any]:
    body = None
    with suppress(ValueError):
        body = await request.json()
    if not isinstance(body, dict):
        raise BadRequest("The body must be a JSON object.")
    return body


async def _refuse(request: Request, error: Exception) -> Response:
    assert isinstance(error, EngineError | BadRequest)
    status, body = problem(error)
    return JSONResponse(body, status)
