"""The same conversation over a WebSocket."""

import time
from typing import Any

import pytest

from assistants.models import Assistant
from chat import consumers, tokens
from chat.threads import in_thread
from serving.fake import Script
from tests.chat.browser import Visit
from tests.chat.sockets import connected

pytestmark = pytest.mark.django_db(transaction=True)


def _text(frames: list[dict[str, Any]]) -> str:
    return "".join(frame["data"]["text"] for frame in frames if frame["event"] == "delta")


async def test_a_question_is_answered_by_the_same_events(visit: Visit, script: Script) -> None:
    await visit.open()
    async with connected() as socket:
        await socket.say(type="hello", token=visit.token)
        assert (await socket.next())["event"] == "welcome"
        await socket.say(type="message", text="How long?", key="k")
        frames = await socket.to_the_end()
        assert set(frames[0]) == {"event", "id", "message", "data"}
        assert (frames[0]["event"], frames[-2]["event"], _text(frames)) == ("start", "sources", script.reply)
        await socket.say(type="resume", id=frames[0]["message"], after=frames[1]["id"])
        assert _text([frames[1], *await socket.to_the_end()]) == script.reply
        assert len((await visit.conversation())["messages"]) == 2


async def test_an_answer_can_be_stopped(visit: Visit, script: Script) -> None:
    script.token_delay = 0.2
    await visit.open()
    async with connected() as socket:
        await socket.say(type="hello", token=visit.token)
        await socket.next()
        await socket.say(type="message", text="How long?")
        start = await socket.next()
        await socket.say(type="cancel", id=start["message"])
        assert (await socket.to_the_end())[-1]["data"]["state"] == "stopped"


async def test_without_a_token_the_socket_is_closed(visit: Visit) -> None:
    async with connected() as socket:
        await socket.say(type="message", text="Hello?")
        assert (await socket.next())["data"]["code"] == "token_invalid"
        assert (await socket.next())["code"] == 4401


async def test_a_token_of_another_origin_closes_the_socket(visit: Visit) -> None:
    await visit.open()
    async with connected("https://evil.example") as socket:
        await socket.say(type="hello", token=visit.token)
        assert (await socket.next())["data"]["code"] == "origin_not_allowed"
        assert (await socket.next())["code"] == 4403


async def test_the_socket_closes_when_the_token_expires(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokens, "SESSION_SECONDS", 0.3)
    await visit.open()
    async with connected() as socket:
        await socket.say(type="hello", token=visit.token)
        await socket.next()
        assert (await socket.next())["code"] == 4401


async def test_a_silent_socket_is_closed(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(consumers, "HELLO_SECONDS", 0.01)
    async with connected() as socket:
        assert (await socket.next())["code"] == 4401


async def test_a_socket_does_not_outlive_what_allowed_it(visit: Visit) -> None:
    await visit.open()
    async with connected() as socket:
        await socket.say(type="hello", token=visit.token)
        await socket.next()
        await in_thread(Assistant.across_tenants.filter(site_key__key=visit.site_key).update, active=False)
        await socket.say(type="message", text="Hello?")
        assert (await socket.next())["data"]["code"] == "bot_off"
        assert (await socket.next())["code"] == 4403


async def test_an_outsider_resumes_and_stops_nothing_of_ours(visit: Visit, stranger: Visit) -> None:
    await visit.open()
    message = (await visit.answer())[0].data["message_id"]
    await stranger.open()
    async with connected() as socket:
        await socket.say(type="hello", token=stranger.token)
        await socket.next()
        for kind in ("resume", "cancel"):
            await socket.say(type=kind, id=message)
            assert (await socket.next())["data"]["code"] == "not_found"


@pytest.mark.parametrize("frame", [{"type": "dance"}, {"type": "resume", "id": "1"}, {"type": "message", "text": ""}])
async def test_a_wrong_frame_is_refused_in_words(visit: Visit, frame: dict[str, Any]) -> None:
    await visit.open()
    async with connected() as socket:
        await socket.say(type="hello", token=visit.token)
        await socket.next()
        await socket.say(**frame)
        refused = await socket.next()
        assert refused["event"] == "refused"
        assert refused["data"]["hint"]


async def test_an_expired_token_opens_nothing(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    await visit.open()
    later = time.time() + tokens.SESSION_SECONDS + 1
    monkeypatch.setattr(tokens.time, "time", lambda: later)
    async with connected() as socket:
        await socket.say(type="hello", token=visit.token)
        assert (await socket.next())["data"]["code"] == "token_expired"
