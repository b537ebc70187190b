"""The small parts that need neither database nor server."""

import asyncio
from uuid import UUID

from chat.draft import Draft
from chat.events import Event, coalesced
from chat.log import MemoryLog
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
