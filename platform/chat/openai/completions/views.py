"""The address of chat completions."""

import json
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import cast

from django.http import HttpResponseBase, JsonResponse, StreamingHttpResponse

from chat.errors import BotOff
from chat.openai import names
from chat.openai.completions import asked as asking
from chat.openai.completions.answer import Answering, begin
from chat.openai.completions.shapes import DONE, Shapes
from chat.openai.door import Call
from chat.openai.errors import told
from chat.threads import in_thread

Pieces = AsyncGenerator[str, None]


async def created(call: Call) -> HttpResponseBase:
    """One answer, at once or as server-sent chunks."""
    asked = asking.parse(call.json())
    served = await in_thread(names.served, asked.model)
    if not served.assistant.active:
        raise BotOff
    answering = await begin(asked, served)
    pieces = cast("Pieces", answering.pieces())
    if asked.stream:
        return await _streamed(answering, pieces)
    async with aclosing(pieces):
        async for _ in pieces:
            pass
    return JsonResponse(Shapes(answering).whole())


async def _streamed(answering: Answering, pieces: Pieces) -> HttpResponseBase:
    # The first piece is waited for here, so that an engine that is away is an HTTP error and no broken stream.
    first = await anext(pieces, "")
    response = StreamingHttpResponse(_chunks(answering, first, pieces), content_type="text/event-stream")
    response["Cache-Control"] = "no-cache, no-transform"
    response["X-Accel-Buffering"] = "no"
    return response


async def _chunks(answering: Answering, first: str, pieces: Pieces) -> AsyncGenerator[bytes, None]:
    shapes = Shapes(answering)
    async with aclosing(pieces):
        yield shapes.opening()
        if first:
            yield shapes.piece(first)
        try:
            async for piece in pieces:
                yield shapes.piece(piece)
        except Exception as error:
            _, body, _ = told(error)
            yield f"data: {json.dumps(body)}\n\n".encode()
            return
    yield shapes.closing()
    if answering.asked.include_usage:
        yield shapes.usage()
    yield DONE
