"""Wherever a connection tears, the answer comes together byte by byte, from one question, no token twice."""

import asyncio
import json
from collections.abc import Callable

import pytest
from websockets.asyncio.client import connect

from tests.chat.browser import ORIGIN, Told, text_of
from tests.torture.place import Place
from tests.torture.visitor import Visitor, address, said, some
from tests.torture.words import LONG, QUESTION

# start, a delta per token, sources, done
EVENTS = len(LONG.split()) + 3


async def _torn_at(index: int, visitor: Visitor) -> list[Told]:
    """An answer whose connection tears behind its event `index`; at 0, before the first one is read."""
    async with visitor:
        async with visitor.ask() as stream:
            events = await some(stream, index) if index else []
        if not events:
            return await visitor.answer()
        if events[-1].event != "done":
            events += await visitor.rest(events[0].data["message_id"], events[-1].id)
        assert len(await visitor.transcript()) == 2
        return events


async def test_an_answer_torn_at_any_event_while_it_is_written_comes_together(
    place: Place, visitor: Callable[..., Visitor]
) -> None:
    before = place.generated()
    torn = await asyncio.gather(*(_torn_at(index, visitor()) for index in range(EVENTS + 1)))
    for events in torn:
        assert said(events) == events[-1].data["text"] == LONG
        assert [told.event for told in events].count("done") == 1
    assert place.generated() == before + EVENTS + 1


async def test_an_answer_torn_at_any_event_when_it_is_there_comes_together(visitor: Callable[..., Visitor]) -> None:
    async with visitor() as reader:
        events = await reader.answer()
        for place, told in enumerate(events[:-1], 1):
            rest = await reader.rest(events[0].data["message_id"], told.id)
            assert said([*events[:place], *rest]) == LONG
            assert rest[-1] == events[-1]


async def test_an_answer_torn_behind_each_of_its_events_in_turn_comes_together(
    place: Place, visitor: Callable[..., Visitor]
) -> None:
    place.script(reply=LONG, token_delay=0.02)
    async with visitor() as reader:
        async with reader.ask() as stream:
            events = await some(stream, 1)
        message = events[0].data["message_id"]
        while events[-1].event != "done":
            async with reader.follow(message, events[-1].id) as stream:
                events += await some(stream, events[-1].id + 1)
        assert said(events) == LONG
        assert len(events) > 5


async def test_the_same_question_sent_many_times_at_once_is_answered_once(
    place: Place, visitor: Callable[..., Visitor]
) -> None:
    before = place.generated()
    async with visitor() as sender:
        answers = await asyncio.gather(*(sender.answer() for _ in range(20)))
        assert {events[0].data["message_id"] for events in answers} == {answers[0][0].data["message_id"]}
        assert {text_of(events) for events in answers} == {LONG}
        assert len(await sender.transcript()) == 2
    assert place.generated() == before + 1


@pytest.mark.parametrize("index", [1, 2, 17, 60, 79])
async def test_a_torn_websocket_goes_on_where_it_was(place: Place, visitor: Callable[..., Visitor], index: int) -> None:
    async with visitor() as talker:
        url = place.url.replace("http", "ws") + "/ws/chat"
        frames: list[dict[str, object]] = []
        ask: dict[str, object] = {"type": "message", "text": QUESTION, "key": "k"}
        for until in (index, 10_000):
            async with connect(url, origin=ORIGIN, local_addr=(address(), 0), proxy=None) as socket:
                await socket.send(json.dumps({"type": "hello", "token": talker.token}))
                assert json.loads(await socket.recv())["event"] == "welcome"
                await socket.send(json.dumps(ask))
                while not frames or (frames[-1]["id"] < until and frames[-1]["event"] != "done"):
                    frames.append(json.loads(await socket.recv()))
                socket.transport.abort()
            ask = {"type": "resume", "id": frames[0]["message"], "after": frames[-1]["id"]}
        told = [Told(frame["id"], frame["event"], frame["data"]) for frame in frames]
        assert said(told) == told[-1].data["text"] == LONG
