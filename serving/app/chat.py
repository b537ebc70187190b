"""`POST /v1/chat/completions`, streamed or whole; a closed connection stops the generation."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, suppress

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from serving.app.errors import read_json
from serving.app.state import service
from serving.client.errors import EngineError
from serving.client.messages import Usage
from serving.engine.generation import Generation
from serving.protocol import answers, chat
from serving.protocol.answers import Answer
from serving.protocol.chat import Chat
from serving.protocol.problems import problem


async def complete(request: Request) -> Response:
    """The door for both kinds. A stream opens only once the pipeline is there, so errors keep their status."""
    asked = chat.parse(await read_json(request))
    engine = service(request)
    async with AsyncExitStack() as stack:
        generation = await stack.enter_async_context(engine.generate(asked))
        if not asked.stream:
            return await _whole(request, asked, generation)
        return StreamingResponse(_stream(asked, generation, stack.pop_all()), media_type="text/event-stream")


async def _stream(asked: Chat, generation: Generation, stack: AsyncExitStack) -> AsyncIterator[str]:
    answer = Answer(asked.model)
    async with stack:
        yield answer.opening()
        try:
            async for piece in generation.pieces():
                if piece.text:
                    yield answer.delta(piece.text)
                if piece.reason:
                    yield answer.closing(piece.reason)
        except EngineError as error:
            yield answers.event(problem(error)[1])
        else:
            if asked.include_usage:
                yield answer.usage(_usage(generation))
            yield answers.DONE


async def _whole(request: Request, asked: Chat, generation: Generation) -> Response:
    watching = asyncio.create_task(_cancel_when_gone(request, generation))
    try:
        pieces = [piece async for piece in generation.pieces()]
    finally:
        watching.cancel()
    text, reason = "".join(piece.text for piece in pieces), pieces[-1].reason or "stop"
    return JSONResponse(Answer(asked.model).whole(text, reason, _usage(generation)))


async def _cancel_when_gone(request: Request, generation: Generation) -> None:
    with suppress(asyncio.CancelledError):
        while (await request.receive())["type"] != "http.disconnect":
            pass
        generation.cancelled = True


def _usage(generation: Generation) -> Usage:
    return Usage(generation.input_ids.size, generation.tokens)
