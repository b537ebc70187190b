"""Readers come and go, read slowly and press *Stop*: each sees the one answer."""

import asyncio
from collections.abc import Callable

from tests.chat.browser import text_of
from tests.torture.place import Place
from tests.torture.visitor import Visitor, said, some
from tests.torture.words import LONG, reply


async def test_a_slow_reader_gets_everything_and_holds_nobody_up(place: Place, visitor: Callable[..., Visitor]) -> None:
    large = reply(80, size=2_000)
    place.script(reply=large, token_delay=0.005)
    async with visitor(receive_bytes=16_384) as slow, slow.ask() as unread:
        events = await some(unread, 1)
        async with visitor(name=slow.name) as quick:
            assert said(await quick.rest(events[0].data["message_id"])) == large
        events += [told async for told in unread]
    assert said(events) == large


async def test_a_refreshed_page_finds_the_running_answer(place: Place, visitor: Callable[..., Visitor]) -> None:
    place.script(reply=LONG, token_delay=0.02)
    async with visitor() as first, first.ask() as stream:
        message = (await some(stream, 5))[0].data["message_id"]
        async with visitor(name=first.name) as again:
            assert again.conversation is not None
            shown = again.conversation["messages"][-1]
            assert (shown["id"], shown["state"]) == (message, "streaming")
            assert said(await again.rest(message)) == LONG
            assert [turn["state"] for turn in await again.transcript()] == ["done", "done"]


async def test_tabs_opened_at_any_time_see_the_same_answer(place: Place, visitor: Callable[..., Visitor]) -> None:
    async with visitor() as first, first.ask() as stream:
        events = await some(stream, 2)
        message = events[0].data["message_id"]

        async def tab(wait: float) -> str:
            await asyncio.sleep(wait)
            async with visitor(name=first.name) as other:
                return said(await other.rest(message))

        tabs = asyncio.gather(*(tab(place * 0.05) for place in range(12)))
        events += [told async for told in stream]
        assert {said(events), *await tabs} == {LONG}


async def test_stop_and_resume_do_not_conflict(place: Place, visitor: Callable[..., Visitor]) -> None:
    place.script(reply=LONG, token_delay=0.02)
    async with visitor() as reader:
        async with reader.ask() as stream:
            events = await some(stream, 5)
        message = events[0].data["message_id"]

        async def restless() -> str:
            """Resumes after every event until the answer has ended."""
            seen = list(events)
            while seen[-1].event != "done":
                async with reader.follow(message, seen[-1].id) as part:
                    seen += await some(part, seen[-1].id + 1)
            assert seen[-1].data["state"] == "stopped"
            return text_of(seen)

        readers = asyncio.gather(*(restless() for _ in range(5)))
        await asyncio.sleep(0.2)
        await asyncio.gather(*(reader.stop(message) for _ in range(3)))
        texts = set(await readers)
        before = place.generated()
        repeated = await reader.answer()
        assert texts == {text_of(repeated)} == {(await reader.transcript())[-1]["text"]}
        assert LONG.startswith(text_of(repeated))
        assert (repeated[-1].data["state"], place.generated()) == ("stopped", before)
