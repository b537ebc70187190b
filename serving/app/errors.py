"""Errors and bodies at the door."""

from __future__ import annotations

import json
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import ExceptionHandler

from serving.client.errors import EngineError
from serving.protocol.fields import BadRequest
from serving.protocol.problems import problem

MAX_BODY = 2 << 20


async def read_json(request: Request) -> dict[str, Any]:
    """The request's JSON object; raises `BadRequest` for anything else, or more than 2 MiB."""
    content = bytearray()
    async for chunk in request.stream():
        content += chunk
        if len(content) > MAX_BODY:
            raise BadRequest(f"The body is larger than {MAX_BODY} bytes: send less at once.", status=413)
    try:
        body = json.loads(content)
    except (ValueError, RecursionError):
        raise BadRequest("The body is not valid JSON.") from None
    if not isinstance(body, dict):
        raise BadRequest("The body must be a JSON object.")
    return body


async def _refuse(request: Request, error: Exception) -> Response:
    assert isinstance(error, EngineError | BadRequest)
    status, body = problem(error)
    return JSONResponse(body, status)


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    _, body = problem(BadRequest(f"{request.method} {request.url.path}: {error.detail}."))
    return JSONResponse(body, error.status_code, error.headers)


HANDLERS: dict[Any, ExceptionHandler] = {EngineError: _refuse, BadRequest: _refuse, HTTPException: _http}
