"""Puts questions to the engine, exactly as a visitor's would be put."""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from asgiref.sync import async_to_sync, sync_to_async
from django.conf import settings

from assistants.answers import Prepared, compose
from assistants.answers.compose import Version, put_to
from assistants.exam.arms import Arm
from assistants.exam.records import Given, Question
from assistants.models import Assistant
from serving.client import ChatRequest, Engine, EngineError

CONCURRENCY = 8
TRIES = 4
PAUSE_SECONDS = 1.0

Report = Callable[[int, int], None]
Heard = Callable[[Question, Given], None]


@dataclass(frozen=True)
class Asked:
    """A question as it is put to the engine, and how long the search for it took."""

    question: Question
    prepared: Prepared
    search_ms: float


@dataclass(frozen=True)
class Written:
    """What the engine wrote; times in milliseconds from the request."""

    text: str = ""
    cut: bool = False
    first_ms: float = 0.0
    ms: float = 0.0


def sit(
    assistant: Assistant,
    questions: Sequence[Question],
    arms: Sequence[Arm],
    report: Report = lambda done, total: None,
    *,
    heard: Heard = lambda question, given: None,
    concurrency: int = CONCURRENCY,
) -> dict[str, list[Given]]:
    """Every arm's answers, in the order of the questions. `report` hears (done, all) and may raise to stop.

    The search runs once per question: all arms read the same passages. A version that sits for several arms is asked
    once. `heard` is told each answer as it comes. `concurrency`: questions at a time; only with 1 are the times those
    that a visitor alone would wait. A transient error of the engine is tried again a few times, then raised.
    """
    prepared = [_timed(assistant, question) for question in questions]
    sitting = list(dict.fromkeys(_answers_as(arm.version) for arm in arms))
    asked = [
        Asked(question, put_to(version, one, question.text), ms)
        for version in sitting
        for question, (one, ms) in zip(questions, prepared, strict=True)
    ]
    answers = iter(async_to_sync(_ask_all)(asked, report, heard, concurrency))
    given = {version: [next(answers) for _ in questions] for version in sitting}
    return {arm.name: given[_answers_as(arm.version)] for arm in arms}


def _timed(assistant: Assistant, question: Question) -> tuple[Prepared, float]:
    start = time.perf_counter()
    return compose(assistant, question.text, question.history, adapter=None), _ms_since(start)


def _answers_as(version: Version) -> Version:
    """The same for versions that differ in their names only."""
    return Version("", version.weights, version.shots)


async def _ask_all(asked: Sequence[Asked], report: Report, heard: Heard, concurrency: int) -> list[Given]:
    places = asyncio.Semaphore(concurrency)
    done = 0
    async with Engine(settings.ENGINE_URL, timeout=settings.ENGINE_TIMEOUT) as engine:

        async def ask(one: Asked) -> Given:
            nonlocal done
            async with places:
                request = one.prepared.request
                written = await _ask(engine, request) if request else Written()
                given = await sync_to_async(_given)(one, written)
            done += 1
            await sync_to_async(heard)(one.question, given)
            await sync_to_async(report)(done, len(asked))
            return given

        # Not a TaskGroup: what `report` raises has to arrive as it is.
        asking = [asyncio.create_task(ask(one)) for one in asked]
        try:
            return await asyncio.gather(*asking)
        finally:
            for task in asking:
                task.cancel()
            await asyncio.gather(*asking, return_exceptions=True)


async def _ask(engine: Engine, request: ChatRequest) -> Written:
    for pause in range(TRIES - 1):
        try:
            return await _written(engine, request)
        except EngineError as error:
            if not error.transient:
                raise
            await asyncio.sleep(PAUSE_SECONDS * 2**pause)
    return await _written(engine, request)


async def _written(engine: Engine, request: ChatRequest) -> Written:
    start = time.perf_counter()
    text, finish_reason, first = "", "", None
    async for delta in engine.stream(request):
        if delta.text.strip() and first is None:
            first = _ms_since(start)
        text += delta.text
        finish_reason = delta.finish_reason or finish_reason
    ms = _ms_since(start)
    return Written(text, finish_reason == "length", ms if first is None else first, ms)


def _given(asked: Asked, written: Written) -> Given:
    start = time.perf_counter()
    hits = asked.prepared.hits
    answer = asked.prepared.read(written.text, cut=written.cut)
    reading_ms = _ms_since(start)
    cited = [hits[number - 1] for number in answer.citations]
    return Given(
        answer.text,
        answer.refused,
        answer.citations,
        [str(hit.passage_id) for hit in cited],
        [f"{hit.title} {hit.heading} {hit.text}" for hit in cited],
        asked.search_ms + written.ms + reading_ms,
        asked.search_ms + written.first_ms,
        hits,
    )


def _ms_since(start: float) -> float:
    return (time.perf_counter() - start) * 1000
