"""The small parts that need neither database nor server."""

import asyncio
import time
from uuid import UUID

from chat.draft import Draft
from chat.events import Event, coalesced
from chat.log import MemoryLog
from chat.pace import Pace
from serving.client import Delta, Usage

MESSAGE = UUID(int=1)


def test_an_event_is_one_block_whatever_its_text() -> None:
    event = Event(7, "delta", {"text": "a\n\nb: é\r\u2028"})
    head, _, rest = event.sse().decode().partition("data: ")
    assert head == "id: 7\nevent: delta\n"
    assert rest == '{"text":"a\\n\\nb: é\\r\u2028"}\n\n'
    assert event.frame(MESSAGE) == {
        "event": "delta",
        "id": 7,
        "message": str(MESSAGE),
        "data": {"text": "a\n\nb: é\r\u2028"},
    }


def test_waiting_deltas_become_one_under_the_last_id() -> None:
    events = [Event(1, "start", {}), *[Event(n, "delta", {"text": str(n)}) for n in (2, 3, 4)], Event(5, "done", {})]
    assert [(event.id, event.data.get("text")) for event in coalesced(events)] == [(1, None), (4, "234"), (5, None)]


def test_a_draft_counts_what_the_engine_does_not() -> None:
    draft = Draft()
    assert [draft.add(Delta(text)) for text in (" ", " Four", " days")] == ["", "Four", " days"]
    assert (draft.text, draft.usage) == ("Four days", Usage(0, 3))
    draft.add(Delta(finish_reason="length", usage=Usage(9, 2)))
    assert (draft.cut, draft.usage) == (True, Usage(9, 2))


async def test_readers_of_a_log_wait_for_what_is_new() -> None:
    log = MemoryLog()
    await log.append(MESSAGE, "start", {})
    waiting = [asyncio.create_task(log.read(MESSAGE, 1, 5)) for _ in range(3)]
    await asyncio.sleep(0)
    await log.append(MESSAGE, "delta", {"text": "a"})
    assert await asyncio.gather(*waiting) == [[Event(2, "delta", {"text": "a"})]] * 3
    assert await log.read(MESSAGE, 2, 0.001) == []


async def test_the_patience_of_one_reader_is_not_that_of_another() -> None:
    log = MemoryLog()
    await log.append(MESSAGE, "start", {})
    waiting = [asyncio.create_task(log.read(MESSAGE, 1, patience)) for patience in (5, 0.05, 0.01)]
    assert await asyncio.gather(*waiting[1:]) == [[], []]
    assert not waiting[0].done()
    await log.append(MESSAGE, "delta", {"text": "a"})
    assert await waiting[0] == [Event(2, "delta", {"text": "a"})]


def _keep_busy(seconds: float) -> None:
    """The loop has something else to do."""
    time.sleep(seconds)


async def test_streams_are_left_alone_while_the_loop_is_late() -> None:
    pace = Pace()
    assert pace.pause(1000) == 0.0
    for _ in range(8):
        await asyncio.sleep(0.06)
        _keep_busy(0.1)
        pace.pause(1000)
    assert pace.pause(1000) > 0.5
    assert pace.pause(1) < 0.01


async def test_streams_are_not_left_alone_once_the_loop_keeps_up() -> None:
    pace = Pace()
    pace.pause(1000)
    _keep_busy(0.5)
    await asyncio.sleep(0.01)
    assert pace.pause(1000) > 0
    for _ in range(200):
        if not pace.pause(1000):
            return
        await asyncio.sleep(0.02)
    raise AssertionError("Streams are still left alone although nothing else happens.")


async def test_a_log_says_what_it_cannot_serve() -> None:
    log = MemoryLog()
    assert await log.read(MESSAGE, 0, 1) is None
    await log.append(MESSAGE, "start", {})
    assert await log.read(MESSAGE, 9, 1) is None
    await log.append(MESSAGE, "done", {})
    assert await log.read(MESSAGE, 2, 1) is None
    assert len(await log.read(MESSAGE, 0, 1) or []) == 2


async def test_a_log_is_forgotten_some_time_after_its_end() -> None:
    log = MemoryLog(keep=0.01)
    await log.append(MESSAGE, "error", {})
    await asyncio.sleep(0.05)
    assert await log.read(MESSAGE, 0, 1) is None
