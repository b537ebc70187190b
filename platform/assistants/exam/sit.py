"""Puts questions to the engine, exactly as a visitor's would be put."""

import asyncio
import time
from collections.abc import Callable, Sequence

from asgiref.sync import async_to_sync, sync_to_async
from django.conf import settings

from assistants.answers import Prepared, compose
from assistants.answers.compose import Version, put_to
from assistants.exam.arms import Arm
from assistants.exam.records import Given, Question
from assistants.models import Assistant
from serving.client import ChatRequest, Completion, Engine, EngineError

CONCURRENCY = 8
TRIES = 4
PAUSE_SECONDS = 1.0

Report = Callable[[int, int], None]


def sit(
    assistant: Assistant, questions: Sequence[Question], arms: Sequence[Arm], report: Report = lambda done, total: None
) -> dict[str, list[Given]]:
    """Every arm's answers, in the order of the questions. `report` hears (done, all) and may raise to stop.

    The search runs once per question: all arms read the same passages. A version that sits for several arms is asked
    once. A transient error of the engine is tried again a few times, then raised.
    """
    prepared = [_timed(assistant, question) for question in questions]
    sitting = list(dict.fromkeys(_answers_as(arm.version) for arm in arms))
    asked = [
        put_to(version, one, question.text).request
        for version in sitting
        for question, (one, _) in zip(questions, prepared, strict=True)
    ]
    answers = iter(async_to_sync(_ask_all)(asked, report))
    given = {version: [_given(one, next(answers), ms) for one, ms in prepared] for version in sitting}
    return {arm.name: given[_answers_as(arm.version)] for arm in arms}


def _timed(assistant: Assistant, question: Question) -> tuple[Prepared, float]:
    start = time.perf_counter()
    return compose(assistant, question.text, adapter=None), (time.perf_counter() - start) * 1000


def _answers_as(version: Version) -> Version:
    """The same for versions that differ in their names only."""
    return Version("", version.weights, version.shots)


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
