"""An answer arrives whole, however often the connection breaks."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone

from chat import replay, replies
from chat.lifespan import lifespan
from chat.log import MemoryLog
from chat.models import Message
from chat.threads import in_thread
from serving.client import Engine
from serving.fake import Script
from tests.chat.browser import Told, Visit, text_of

pytestmark = pytest.mark.django_db(transaction=True)


async def _stored(message: str) -> Message:
    return await in_thread(Message.across_tenants.get, pk=message)


async def _change(message: str, **fields: Any) -> None:
    await in_thread(Message.across_tenants.filter(pk=message).update, **fields)


async def _some(events: AsyncIterator[Told], count: int) -> list[Told]:
    return [await anext(events) for _ in range(count)]


async def _ended(message: str) -> Message:
    for _ in range(200):
        row = await _stored(message)
        if row.state != Message.State.STREAMING:
            return row
        await asyncio.sleep(0.02)
    raise AssertionError("The answer has not ended.")


@pytest.fixture
def new_process(monkeypatch: pytest.MonkeyPatch, script: Script, settings: Any) -> Any:
    """Puts a fresh process in the place of the running one; arguments go to its `Replies`."""

    def start(**options: float) -> replies.Replies:
        fresh = replies.Replies(MemoryLog(), Engine(settings.ENGINE_URL, timeout=5), **options)
        monkeypatch.setattr(replies, "current", lambda: fresh)
        return fresh

    return start


async def test_an_answer_is_streamed_with_its_sources_and_stored(visit: Visit, script: Script) -> None:
    await visit.open()
    events = await visit.answer()
    assert [told.event for told in events][:2] == ["start", "delta"]
    assert [told.event for told in events][-2:] == ["sources", "done"]
    assert [told.id for told in events] == sorted({told.id for told in events})
    assert text_of(events) == events[-1].data["text"] == script.reply
    assert [source["n"] for source in events[-2].data["sources"]] == [1, 2]
    assert events[-2].data["sources"][0]["quote"] == "Parcels to Norway take four days."
    row = await _stored(events[0].data["message_id"])
    assert (row.state, row.text, len(row.sources)) == ("done", script.reply, 2)
    assert row.completion_tokens == len(script.tokens(""))
    assert row.first_token_ms is not None
    assert row.total_ms is not None
    assert row.total_ms >= row.first_token_ms


async def test_the_stream_is_neither_cached_nor_held_back(visit: Visit) -> None:
    await visit.open()
    call = await visit.ask()
    assert call.headers["content-type"] == "text/event-stream"
    assert call.headers["cache-control"] == "no-cache, no-transform"
    assert call.headers["x-accel-buffering"] == "no"
    await call.tear()


async def test_an_answer_torn_after_every_event_comes_together_byte_by_byte(visit: Visit, script: Script) -> None:
    script.token_delay = 0.01
    await visit.open()
    call = await visit.ask()
    events = await _some(call.events(), 1)
    await call.tear()
    message = events[0].data["message_id"]
    while events[-1].event not in {"done", "error"}:
        call = await visit.resume(message, events[-1].id)
        events += await _some(call.events(), 1)
        await call.tear()
    assert events[-1].event == "done"
    assert text_of(events) == script.reply
    assert [told.id for told in events] == sorted({told.id for told in events})


@pytest.mark.parametrize("kept", range(0, 24, 3))
async def test_an_answer_torn_once_comes_together_wherever_it_was_torn(visit: Visit, script: Script, kept: int) -> None:
    await visit.open()
    call = await visit.ask(idempotency_key="k")
    events: list[Told] = []
    async for told in call.events():
        if len(events) == kept:
            break
        events.append(told)
    await call.tear()
    again = await (
        visit.resume(events[0].data["message_id"], events[-1].id) if events else visit.ask(idempotency_key="k")
    )
    events += [told async for told in again.events()]
    assert text_of(events) == script.reply
    assert [told.event for told in events].count("done") in {1, 2}


async def test_a_question_lost_on_its_way_back_is_asked_once(visit: Visit, script: Script, engine: Any) -> None:
    await visit.open()
    script.token_delay = 0.01
    before = len(engine.state.requests)
    first = await visit.ask(idempotency_key="same")
    await first.tear()
    events = await visit.answer(idempotency_key="same")
    repeat = await visit.answer(idempotency_key="same")
    assert text_of(events) == text_of(repeat) == script.reply
    assert events[0].data == repeat[0].data
    assert len(engine.state.requests) == before + 1
    assert len((await visit.conversation())["messages"]) == 2


async def test_one_key_does_not_stand_for_two_questions(visit: Visit) -> None:
    await visit.open()
    await visit.answer("One?", idempotency_key="k")
    call = await visit.ask("Two?", idempotency_key="k")
    assert (call.status, (await call.json())["error"]["code"]) == (400, "invalid")


async def test_two_readers_see_the_same_answer(visit: Visit, script: Script) -> None:
    await visit.open()
    call = await visit.ask()
    stream = call.events()
    events = await _some(stream, 2)
    other = await visit.resume(events[0].data["message_id"])
    seen = [told async for told in other.events()]
    events += [told async for told in stream]
    assert text_of(events) == text_of(seen) == script.reply


async def test_a_reader_who_comes_after_the_end_gets_everything(visit: Visit, new_process: Any, script: Script) -> None:
    await visit.open()
    events = await visit.answer()
    message, last = events[0].data["message_id"], events[-1].id
    from_log = [told async for told in (await visit.resume(message)).events()]
    assert text_of(from_log) == script.reply
    again = [told async for told in (await visit.resume(message, last)).events()]
    new_process()
    from_row = [told async for told in (await visit.resume(message, 3)).events()]
    for told in (again, from_row):
        assert [step.event for step in told] == ["start", "replace", "sources", "done"]
        assert text_of(told) == script.reply
    assert from_row[0].id > replay.BEYOND
    assert from_row[2].data == events[-2].data


async def test_stop_keeps_what_was_said_and_stops_the_engine(visit: Visit, script: Script, engine: Any) -> None:
    script.token_delay = 0.2
    await visit.open()
    call = await visit.ask()
    stream = call.events()
    events = await _some(stream, 3)
    message = events[0].data["message_id"]
    assert (await visit.call("POST", f"messages/{message}/cancel", {})).status == 202
    events += [told async for told in stream]
    assert events[-1].event == "done"
    assert events[-1].data["state"] == "stopped"
    row = await _stored(message)
    assert row.state == "stopped"
    assert script.reply.startswith(row.text)
    assert row.text == text_of(events) != script.reply
    for _ in range(100):
        if engine.state.closed:
            break
        await asyncio.sleep(0.02)
    assert engine.state.closed == 1


async def test_stop_reaches_an_answer_that_another_process_writes(
    visit: Visit, script: Script, new_process: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chat.replies.SIGN_SECONDS", 0.05)
    script.token_delay = 0.2
    await visit.open()
    call = await visit.ask()
    message = (await _some(call.events(), 2))[0].data["message_id"]
    new_process()
    await (await visit.call("POST", f"messages/{message}/cancel", {})).json()
    assert (await _ended(message)).state == "stopped"


async def test_an_answer_of_another_process_can_be_followed(
    visit: Visit, script: Script, new_process: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chat.replies.SIGN_SECONDS", 0.05)
    monkeypatch.setattr("chat.replay.LOOK_SECONDS", 0.05)
    script.token_delay = 0.03
    await visit.open()
    call = await visit.ask()
    start = (await _some(call.events(), 1))[0]
    new_process()
    events = [start] + [told async for told in (await visit.resume(start.data["message_id"], start.id)).events()]
    assert [told.event for told in events].count("replace") > 1
    assert text_of(events) == script.reply


async def test_a_closed_tab_cancels_nothing(visit: Visit, script: Script) -> None:
    await visit.open()
    call = await visit.ask()
    message = (await _some(call.events(), 1))[0].data["message_id"]
    await call.tear()
    assert (await _ended(message)).text == script.reply


async def test_an_answer_nobody_reads_any_more_is_stopped(visit: Visit, script: Script, new_process: Any) -> None:
    script.token_delay = 0.2
    new_process(patience=0.1)
    await visit.open()
    call = await visit.ask()
    stream = call.events()
    message = (await _some(stream, 3))[0].data["message_id"]
    await call.tear()
    assert (await _ended(message)).state == "stopped"


async def test_an_answer_that_somebody_reads_in_another_process_goes_on(
    visit: Visit, script: Script, new_process: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def heard(self: MemoryLog, message: UUID) -> bool:
        return True

    monkeypatch.setattr(MemoryLog, "heard", heard)
    script.token_delay = 0.1
    new_process(patience=0.1)
    await visit.open()
    call = await visit.ask()
    message = (await _some(call.events(), 3))[0].data["message_id"]
    await call.tear()
    assert (await _ended(message)).state == "done"


async def test_what_is_said_is_stored_while_it_is_said(
    visit: Visit, script: Script, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chat.replies.SIGN_SECONDS", 0.05)
    script.token_delay = 0.1
    await visit.open()
    call = await visit.ask()
    stream = call.events()
    message = (await _some(stream, 5))[0].data["message_id"]
    row = await _stored(message)
    assert (row.state, bool(row.text)) == ("streaming", True)
    await (await visit.call("POST", f"messages/{message}/cancel", {})).json()
    assert [told async for told in stream][-1].event == "done"


async def test_an_answer_whose_process_died_is_interrupted_and_keeps_its_text(visit: Visit, new_process: Any) -> None:
    await visit.open()
    message = (await visit.answer())[0].data["message_id"]
    died = timezone.now() - timedelta(minutes=1)
    await _change(message, state="streaming", text="Parcels to", written_at=died, sources=[])
    new_process()
    events = [told async for told in (await visit.resume(message, 2)).events()]
    assert [told.event for told in events] == ["start", "replace", "error"]
    assert (events[-1].data["code"], events[-1].data["retry"]) == ("interrupted", True)
    assert ((await _stored(message)).state, text_of(events[:2])) == ("interrupted", "Parcels to")


async def test_a_starting_process_marks_what_died_with_the_last_one(
    visit: Visit, new_process: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chat.abandoned.STALE", timedelta(seconds=0.01))
    await visit.open()
    message = (await visit.answer())[0].data["message_id"]
    await _change(message, state="streaming", written_at=timezone.now())
    await new_process().sweep()
    assert (await _stored(message)).state == "interrupted"


async def test_a_process_that_is_told_to_end_marks_its_answers(
    visit: Visit, script: Script, new_process: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    # On PostgreSQL the role that runs the tests made their tables, with which no process would start.
    monkeypatch.setattr("tenants.rls.refuse_bypass", lambda: None)
    script.token_delay = 0.2
    new_process()
    await visit.open()
    call = await visit.ask()
    stream = call.events()
    message = (await _some(stream, 3))[0].data["message_id"]
    said = iter([{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}])
    answered: list[Any] = []

    async def receive() -> Any:
        return next(said)

    async def send(message: Any) -> None:
        answered.append(message["type"])

    await lifespan({"type": "lifespan"}, receive, send)
    assert answered == ["lifespan.startup.complete", "lifespan.shutdown.complete"]
    assert [told async for told in stream][-1].data["code"] == "interrupted"
    assert (await _stored(message)).state == "interrupted"


@pytest.mark.parametrize(
    ("fault", "code", "retry"),
    [
        ("unavailable", "engine_unavailable", True),
        ("overloaded", "engine_overloaded", True),
        ("invalid_adapter", "invalid_adapter", False),
        ("broken_off", "engine_unavailable", True),
    ],
)
async def test_an_engine_that_fails_is_told_in_words(
    visit: Visit, script: Script, fault: Any, code: str, retry: bool
) -> None:
    script.fault, script.fault_after = fault, 3
    await visit.open()
    events = await visit.answer()
    assert events[-1].event == "error"
    assert (events[-1].data["code"], events[-1].data["retry"]) == (code, retry)
    assert events[-1].data["message"]
    assert events[-1].data["hint"]
    row = await _stored(events[0].data["message_id"])
    assert (row.state, row.error_code, row.text) == ("failed", code, text_of(events[:-1]))


async def test_an_engine_that_is_not_there_is_told_in_words(visit: Visit, new_process: Any, settings: Any) -> None:
    settings.ENGINE_URL = "http://127.0.0.1:9"
    new_process()
    await visit.open()
    events = await visit.answer()
    assert [told.event for told in events] == ["start", "error"]
    assert events[-1].data["code"] == "engine_unavailable"


async def test_a_failed_answer_does_not_block_the_next(visit: Visit, script: Script) -> None:
    script.fault, script.fault_times = "unavailable", 1
    await visit.open()
    assert (await visit.answer())[-1].event == "error"
    assert (await visit.answer())[-1].event == "done"


async def test_an_answer_that_was_mended_is_replaced(visit: Visit, script: Script) -> None:
    script.reply = "It takes four days [1] [9]."
    await visit.open()
    events = await visit.answer()
    assert [told.event for told in events][-3:] == ["replace", "sources", "done"]
    assert text_of(events) == events[-1].data["text"] == "It takes four days [1]."


async def test_one_answer_is_written_at_a_time(visit: Visit, script: Script) -> None:
    script.token_delay = 0.1
    await visit.open()
    first = await visit.ask()
    await _some(first.events(), 1)
    second = await visit.ask("And now?")
    assert (second.status, (await second.json())["error"]["code"]) == (409, "busy")
    await first.tear()


async def test_the_last_turns_are_told_to_the_model(visit: Visit, script: Script, composed: list[Any]) -> None:
    await visit.open()
    await visit.answer("Do you ship to Norway?")
    await visit.answer("And to Spain?")
    _, question, history, _ = composed[-1]
    assert question == "And to Spain?"
    assert [turn["content"] for turn in history] == ["Do you ship to Norway?", script.reply]


async def test_a_silent_engine_is_covered_by_signs_of_life(
    visit: Visit, script: Script, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replies, "HEARTBEAT_SECONDS", 0.02)
    script.first_delay = 0.3
    await visit.open()
    call = await visit.ask()
    chunks = [chunk async for chunk in call.chunks()]
    assert b": alive\n\n" in chunks
    assert chunks[-2].count(b"event: done") + chunks[-1].count(b"event: done") == 1
