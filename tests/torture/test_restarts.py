"""The web server is killed or told to end in the middle of answers: none is lost, none is shown half as if whole."""

import signal
from collections.abc import Callable, Iterator

import pytest

from tests.chat.browser import text_of
from tests.torture.place import Place
from tests.torture.visitor import Visitor, said, some
from tests.torture.words import LONG


@pytest.fixture
def web_again(place: Place) -> Iterator[None]:
    """The web server runs when the test is over, whatever the test did to it."""
    yield
    place.web.stop(signal.SIGKILL)
    place.web.start()


async def test_an_answer_of_a_killed_server_is_interrupted_and_can_be_asked_again(
    place: Place, visitor: Callable[..., Visitor], web_again: None
) -> None:
    place.script(reply=LONG, token_delay=0.03)
    async with visitor() as reader:
        async with reader.ask() as stream:
            events = await some(stream, 60)
            place.web.stop(signal.SIGKILL)
            events += await some(stream, 1_000)
        assert "done" not in [told.event for told in events]
        place.web.start()
        message = events[0].data["message_id"]
        assert (await reader.transcript())[-1]["state"] == "streaming"
        place.age_answers()
        events = await reader.rest(message, events[-1].id)
        assert [told.event for told in events] == ["start", "replace", "error"]
        assert (events[-1].data["code"], events[-1].data["retry"]) == ("interrupted", True)
        left = (await reader.transcript())[-1]
        assert (left["state"], left["text"]) == ("interrupted", text_of(events[:-1]))
        assert 0 < len(left["text"]) < len(LONG)
        assert LONG.startswith(left["text"])
        assert said(await reader.answer("again")) == LONG


async def test_a_server_that_is_told_to_end_finishes_what_it_can(
    place: Place, visitor: Callable[..., Visitor], web_again: None
) -> None:
    place.script(reply=LONG, token_delay=0.01)
    async with visitor() as reader, reader.ask() as stream:
        events = await some(stream, 5)
        place.web.send(signal.SIGTERM)
        events += await some(stream, 1_000)
        assert (said(events), events[-1].event) == (LONG, "done")
    place.web.wait()


async def test_a_server_that_is_told_to_end_interrupts_what_takes_longer(
    place: Place, visitor: Callable[..., Visitor], web_again: None
) -> None:
    place.script(reply=LONG, fault="silent", fault_after=5)
    async with visitor() as reader:
        async with reader.ask() as stream:
            events = await some(stream, 6)
            place.web.send(signal.SIGTERM)
            events += await some(stream, 1_000)
        assert "done" not in [told.event for told in events]
        place.web.wait()
        place.web.start()
        rest = await reader.rest(events[0].data["message_id"], events[-1].id)
        assert [told.event for told in rest] == ["start", "replace", "error"]
        assert text_of(rest[:-1]) == said(events)
        assert rest[-1].data["retry"] is True
