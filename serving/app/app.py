"""The routes, and the engine behind them: opened at start in the background, closed at the end."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator

from starlette.applications import Starlette
from starlette.routing import Route

from serving.app import chat, errors, state, tracing
from serving.app.state import State
from serving.convert.errors import ConversionError
from serving.engine.metrics import Metrics
from serving.engine.service import Service
from serving.engine.settings import Settings

log = logging.getLogger("serving")


def create_app(settings: Settings) -> Starlette:
    """The app; it answers `/health` with 503 until the base is converted and loaded."""

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        app.state.engine = shared = State(Metrics())
        opening = asyncio.create_task(_open(settings, shared))
        yield
        opening.cancel()
        if shared.service is not None:
            await shared.service.close()

    routes = [
        Route("/v1/chat/completions", chat.complete, methods=["POST"]),
        Route("/v1/embeddings", state.embed, methods=["POST"]),
        Route("/v1/read", state.read, methods=["POST"]),
        Route("/v1/models", state.models),
        Route("/health", state.health),
        Route("/metrics", state.metrics),
    ]
    middleware = tracing.middleware()
    return Starlette(routes=routes, lifespan=lifespan, exception_handlers=errors.HANDLERS, middleware=middleware)


async def _open(settings: Settings, shared: State) -> None:
    try:
        shared.service = await Service.open(settings, shared.metrics)
    except ConversionError as error:
        log.error("%s %s", error, error.hint)
        shared.failure = f"{error} {error.hint}"
    except Exception as error:
        log.exception("the engine did not start")
        shared.failure = f"The engine did not start: {error}"
    else:
        log.info("ready")
