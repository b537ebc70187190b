"""Several web processes over Redis: any of them can be asked for any answer, also while Redis dies."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import AsyncExitStack
from uuid import uuid4

import pytest

from chat import logs
from chat.errors import TooMany
from chat.limits import rates
from chat.limits.memory import memory
from chat.log import BEYOND
from tests.chat.browser import Told, text_of
from tests.scale import postgres as databases
from tests.scale import redis as servers
from tests.scale.redis import RedisServer
from tests.torture import place as places
from tests.torture.place import Place
from tests.torture.visitor import Visitor, said, some
from tests.torture.words import LONG, reply

STREAMS, KILLS = 200, 5
# All begin within 20 seconds and are written for a minute, so that all are live while Redis is killed.
TOKENS, PAUSE, BETWEEN = 60, 1.0, 0.1


@pytest.fixture(scope="module", params=[True, False], ids=["persistent", "forgetful"])
def redis(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    with servers.running(tmp_path_factory.mktemp("redis"), persistent=request.param) as server:
        yield server


@pytest.fixture(scope="module")
def place(redis: RedisServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """On a database of its own: two processes that write at once are not what SQLite is for."""
    with databases.running() as postgres:
        folder = tmp_path_factory.mktemp("place")
        with places.running(folder, REDIS_URL=redis.url, **postgres.settings()) as place:
            yield place


@pytest.fixture(scope="module")
def other_url(place: Place) -> Iterator[str]:
    """A second web server of the same platform."""
    with places.beside(place) as url:
        yield url


async def test_an_answer_of_one_process_is_read_from_another_event_by_event(place: Place, other_url: str) -> None:
    place.script(reply=LONG, token_delay=0.02)
    async with Visitor(place.url, place.site_key) as writer, writer.ask() as stream:
        events = await some(stream, 5)
        async with Visitor(other_url, place.site_key, name=writer.name) as reader:
            rest = await reader.rest(events[0].data["message_id"], events[-1].id)
        assert said([*events, *rest]) == LONG
        assert "replace" not in [told.event for told in rest]
        assert len(rest) > 10


async def test_a_reader_who_changes_between_processes_loses_nothing(place: Place, other_url: str) -> None:
    place.script(reply=LONG, token_delay=0.02)
    async with Visitor(place.url, place.site_key) as here:
        async with Visitor(other_url, place.site_key, name=here.name) as there:
            async with here.ask() as stream:
                events = await some(stream, 3)
            message = events[0].data["message_id"]
            for reader in (there, here) * 10:
                if events[-1].event != "done":
                    async with reader.follow(message, events[-1].id) as stream:
                        events += await some(stream, events[-1].id + 5)
            if events[-1].event != "done":
                events += await there.rest(message, events[-1].id)
        assert said(events) == LONG


async def test_no_token_is_lost_or_doubled_while_redis_is_killed(
    place: Place, other_url: str, redis: RedisServer
) -> None:
    text = reply(TOKENS)
    place.script(reply=text, token_delay=PAUSE)
    async with AsyncExitStack() as stack:
        pairs = [await _two_tabs(place, other_url, stack) for _ in range(STREAMS)]
        reading = []
        for number, pair in enumerate(pairs):
            reading.append(asyncio.create_task(_read_from_the_other(*pair, 1 + number % 7)))
            await asyncio.sleep(BETWEEN)
        for _ in range(KILLS):
            await asyncio.to_thread(redis.kill)
            await asyncio.sleep(0.5)
            await asyncio.to_thread(redis.start)
            await asyncio.sleep(2)
        assert not any(task.done() for task in reading)
        read = await asyncio.gather(*reading)
    print(f"Longest silence of a reader: {max(silence for _, silence in read):.1f} s")
    answers = [events for events, _ in read]
    for events in answers:
        assert text_of(events) == events[-1].data.get("text") == text
        if "replace" not in [told.event for told in events]:
            assert said(events) == text
    # Most never fell back to the database.
    assert sum("replace" not in [told.event for told in events] for events in answers) > STREAMS // 2


async def _two_tabs(place: Place, other_url: str, stack: AsyncExitStack) -> tuple[Visitor, Visitor]:
    writer = await stack.enter_async_context(Visitor(place.url, place.site_key))
    return writer, await stack.enter_async_context(Visitor(other_url, place.site_key, name=writer.name))


async def _read_from_the_other(writer: Visitor, reader: Visitor, until: int) -> tuple[list[Told], float]:
    """All events of an answer, and the longest time in seconds without one."""
    async with writer.ask() as stream:
        events = await some(stream, until)
    heard, silence = time.monotonic(), 0.0
    while events[-1].event not in {"done", "error"}:
        async with reader.follow(events[0].data["message_id"], events[-1].id) as stream:
            async for told in stream:
                silence, heard = max(silence, time.monotonic() - heard), time.monotonic()
                events.append(told)
    return events, silence


async def test_limits_hold_over_all_processes(redis: RedisServer, settings: pytest.FixtureRequest) -> None:
    settings.REDIS_URL, settings.LIMITS_MEMORY = redis.url, "chat.limits.redis.RedisMemory"
    settings.CHAT_VISITOR_MESSAGES_PER_MINUTE = 3
    for _ in range(3):
        # As a process that has just begun.
        memory.cache_clear()
        await rates.spend(rates.of_visitor("alice"))
    with pytest.raises(TooMany):
        await rates.spend(rates.of_visitor("alice"))
    await rates.spend(rates.of_visitor("bob"))
    assert await memory().once("proof", 60)
    assert not await memory().once("proof", 60)
    memory.cache_clear()


async def test_a_writer_knows_that_its_answer_is_read_in_another_process(
    redis: RedisServer, settings: pytest.FixtureRequest
) -> None:
    settings.REDIS_URL = redis.url
    writing, reading, message = logs.make(), logs.make(), uuid4()
    await writing.append(message, "start", {})
    assert not await writing.heard(message)
    await reading.read(message, 0, 1)
    assert await writing.heard(message)
    redis.kill()
    assert await writing.heard(uuid4())
    redis.start()
    for log in (writing, reading):
        await log.close()


async def test_a_reader_who_is_ahead_of_what_redis_was_told_waits_for_it(
    redis: RedisServer, settings: pytest.FixtureRequest
) -> None:
    settings.REDIS_URL = redis.url
    writing, reading, message = logs.make(), logs.make(), uuid4()
    await writing.append(message, "start", {})
    # Both times the writer has sent nothing yet: it gathers.
    assert await reading.read(message, 1, 0.05) == []
    await writing.append(message, "delta", {"text": "a"})
    await writing.append(message, "delta", {"text": "b"})
    assert await reading.read(message, 3, 0.05) == []
    await writing.append(message, "done", {})
    assert [event.id for event in await reading.read(message, 3, 1) or []] == [4]
    assert await reading.read(message, BEYOND, 1) is None
    assert await reading.read(uuid4(), 3, 1) is None
    for log in (writing, reading):
        await log.close()


async def test_without_redis_limits_refuse_nobody(
    settings: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture
) -> None:
    settings.REDIS_URL, settings.LIMITS_MEMORY = "redis://127.0.0.1:9/0", "chat.limits.redis.RedisMemory"
    memory.cache_clear()
    assert await memory().take("bucket", 1) == 0
    assert await memory().once("proof", 60)
    # Asked for once: a question takes several of them.
    assert len(caplog.records) == 1
    memory.cache_clear()
