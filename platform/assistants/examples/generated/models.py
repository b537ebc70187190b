"""Who writes the questions and who checks them, and asking either."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace

from asgiref.sync import async_to_sync
from django.conf import settings

from assistants import skill
from assistants.models import Assistant
from serving.client import ChatRequest, Completion, Engine

CONCURRENCY = 8


@dataclass(frozen=True)
class Model:
    """A model behind the engine protocol; `here`: it is this installation's own engine."""

    url: str
    name: str
    key: str = ""
    here: bool = True


def writer(assistant: Assistant) -> Model | None:
    """The larger model that the operator configured, else the asking skill of the assistant's base; None without."""
    if settings.ASKING_URL:
        return Model(settings.ASKING_URL, settings.ASKING_MODEL, settings.ASKING_KEY, here=False)
    return _own(skill.published(assistant.base, skill.ASKING))


def reader(assistant: Assistant) -> Model | None:
    """The reading skill, as visitors are answered before the first version; None where the base has none."""
    return _own(skill.published(assistant.base))


def _own(name: str) -> Model | None:
    return Model(settings.ENGINE_URL, name) if name else None


@async_to_sync
async def complete(model: Model, requests: Sequence[ChatRequest], patience: float) -> list[Completion]:
    """All answers of `model`, in their order; raises the first EngineError once every request has ended.

    `patience`: seconds that it may be silent.
    """
    places = asyncio.Semaphore(CONCURRENCY)
    async with Engine(model.url, timeout=patience, key=model.key) as engine:

        async def ask(request: ChatRequest) -> Completion:
            async with places:
                return await engine.complete(replace(request, model=model.name))

        answers = await asyncio.gather(*map(ask, requests), return_exceptions=True)
    return [_raised(answer) for answer in answers]


def _raised(answer: Completion | BaseException) -> Completion:
    if isinstance(answer, BaseException):
        raise answer
    return answer
