"""Puts questions to the engine, exactly as a visitor's would be put."""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from asgiref.sync import async_to_sync, sync_to_async
from django.conf import settings

from assistants.answers import LIVE, Prepared, compose
from assistants.answers.compose import BASE, adapter_name
from assistants.exam.records import Given, Question
from assistants.models import Adapter, Assistant
from serving.client import ChatRequest, Completion, Engine, EngineError

CONCURRENCY = 8
TRIES = 4
PAUSE_SECONDS = 1.0

Report = Callable[[int, int], None]


@dataclass(frozen=True)
class Arm:
    """`adapter`: weights' name in the store, "" for the bare base model."""

    name: str
    adapter: str


def arms(assistant: Assistant, candidate: Adapter | None = None) -> list[Arm]:
    """The base with retrieval, what is live now unless that is the base, and the candidate if there is one."""
    live = adapter_name(assistant, LIVE)
    found = [Arm("base", "")]
    if live:
        found.append(Arm("live", live))
    return [*found, Arm("candidate", candidate.name)] if candidate else found


def sit(
    assistant: Assistant, questions: Sequence[Question], arms: Sequence[Arm], report: Report = lambda done, total: None
) -> dict[str, list[Given]]:
    """Every arm's answers, in the order of the questions. `report` hears (done, all) and may raise to stop.

    The search runs once per question: all arms read the same passages. A transient error of the engine is tried again
    a few times, then raised.
    """
    prepared = [_timed(assistant, question) for question in questions]
    requests = [_through(arm, one) for arm in arms for one, _ in prepared]
    answers = iter(async_to_sync(_ask_all)(requests, report))
    return {arm.name: [_given(one, next(answers), search_ms) for one, search_ms in prepared] for arm in arms}


def _timed(assistant: Assistant, question: Question) -> tuple[Prepared, float]:
    start = time.perf_counter()
    return compose(assistant, question.text), (time.perf_counter() - start) * 1000


def _through(arm: Arm, prepared: Prepared) -> ChatRequest | None:
    return replace(prepared.request, model=arm.adapter or BASE) if prepared.request else None


async def _ask_all(requests: Sequence[ChatRequest | None], report: Report) -> list[Completion | None]:
    places = asyncio.Semaphore(CONCURRENCY)
    done = 0
    async with Engine(settings.ENGINE_URL, timeout=settings.ENGINE_TIMEOUT) as engine:

        async def ask(request: ChatRequest | None) -> Completion | None:
            nonlocal done
            async with places:
                completion = await _ask(engine, request) if request else None
            done += 1
            await sync_to_async(report)(done, len(requests))
            return completion

        # Not a TaskGroup: what `report` raises has to arrive as it is.
        return await asyncio.gather(*map(ask, requests))


async def _ask(engine: Engine, request: ChatRequest) -> Completion:
    for pause in range(TRIES - 1):
        try:
            return await engine.complete(request)
        except EngineError as error:
            if not error.transient:
                raise
            await asyncio.sleep(PAUSE_SECONDS * 2**pause)
    return await engine.complete(request)


def _given(prepared: Prepared, completion: Completion | None, search_ms: float) -> Given:
    written, cut = (completion.text, completion.finish_reason == "length") if completion else ("", False)
    answer = prepared.read(written, cut=cut)
    cited = [prepared.hits[number - 1] for number in answer.citations]
    return Given(
        answer.text,
        answer.refused,
        answer.citations,
        [str(hit.passage_id) for hit in cited],
        [f"{hit.title} {hit.heading} {hit.text}" for hit in cited],
        search_ms + (completion.seconds * 1000 if completion else 0.0),
    )
