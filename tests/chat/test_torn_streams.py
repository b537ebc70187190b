"""What a stream does over minutes, told by a clock that the test sets."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from chat import replies
from chat.log import MemoryLog
from chat.models import Message
from chat.threads import in_thread
from serving.client import Engine
from serving.fake import Script
from tests.chat.browser import Told, Visit, text_of

pytestmark = pytest.mark.django_db(transaction=True)


class Clock:
    """The event loop's time, which can be put forward."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._ahead = 0.0
        loop = asyncio.get_running_loop()
        real = loop.time
        monkeypatch.setattr(loop, "time", lambda: real() + self._ahead)

    async def forward(self, seconds: float) -> None:
        """What is due until then happens before this returns."""
        self._ahead += seconds
        for _ in range(10):
            await asyncio.sleep(0.001)


@pytest.fixture
async def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


@pytest.fixture
async def patient_engine(monkeypatch: pytest.MonkeyPatch, script: Script, settings: Any) -> None:
    """An engine that says three words and then nothing, and a platform that waits an hour for it."""
    script.fault, script.fault_after = "silent", 3
    fresh = replies.Replies(MemoryLog(), Engine(settings.ENGINE_URL, timeout=3600))
    monkeypatch.setattr(replies, "current", lambda: fresh)


async def _said(events: AsyncIterator[Told], words: str = "Parcels to Norway") -> str:
    """Reads until `words` have come, in however many events; returns the message's id."""
    seen = [await anext(events)]
    while text_of(seen) != words:
        seen.append(await anext(events))
    return str(seen[0].data["message_id"])


async def _state(message: str) -> str:
    return str((await in_thread(Message.across_tenants.get, pk=message)).state)


async def test_an_answer_is_stopped_when_nobody_has_read_it_for_a_minute(
    visit: Visit, patient_engine: None, clock: Clock
) -> None:
    await visit.open()
    call = await visit.ask()
    message = await _said(call.events())
    await clock.forward(600)
    assert await _state(message) == "streaming"
    await call.tear()
    await clock.forward(59)
    assert await _state(message) == "streaming"
    await clock.forward(2)
    for _ in range(200):
        if await _state(message) != "streaming":
            break
        await asyncio.sleep(0.01)
    assert await _state(message) == "stopped"


async def test_a_reader_who_comes_back_in_time_keeps_the_answer(
    visit: Visit, patient_engine: None, clock: Clock
) -> None:
    await visit.open()
    call = await visit.ask()
    message = await _said(call.events())
    await call.tear()
    for _ in range(3):
        await clock.forward(50)
        again = await visit.resume(message, 0)
        assert (await anext(again.events())).event == "start"
        await again.tear()
    assert await _state(message) == "streaming"
    await (await visit.call("POST", f"messages/{message}/cancel", {})).json()


async def test_a_silent_stream_gives_a_sign_of_life_every_15_seconds(
    visit: Visit, patient_engine: None, clock: Clock
) -> None:
    await visit.open()
    call = await visit.ask()
    chunks = call.chunks()
    text = b""
    while b"Norway" not in text:
        text += await anext(chunks)
    for _ in range(3):
        await clock.forward(15)
        assert await anext(chunks) == b": alive\n\n"
    await call.tear()
