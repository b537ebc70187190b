"""Who may talk, from where, how long and how much."""

import asyncio
import time
from collections.abc import Callable
from typing import Any

import pytest

from assistants.models import Assistant
from chat import tokens
from chat.callers import OWN
from chat.models import Visitor
from chat.session import DISCLOSURE
from chat.threads import in_thread
from serving.fake import Script
from tenants.models import SiteKey, Tenant
from tests.chat.browser import ORIGIN, Call, Visit

pytestmark = pytest.mark.django_db(transaction=True)


async def _error(call: Call) -> tuple[int, str]:
    error = (await call.json())["error"]
    assert error["message"]
    return call.status, error["code"]


async def test_a_session_introduces_the_assistant(visit: Visit, shop: Tenant) -> None:
    opened = await visit.open()
    assert opened["expires_in"] == 900
    assert opened["conversation"] is None
    assert opened["assistant"]["disclosure"] == DISCLOSURE
    wanted = "name greeting suggestions color disclosure privacy_url handoff"
    assert set(opened["assistant"]) == set(wanted.split())


async def test_a_visitor_who_never_asks_leaves_no_trace(visit: Visit) -> None:
    await visit.open()
    assert await in_thread(Visitor.across_tenants.count) == 0
    assert (await visit.conversation())["id"] is None


async def test_a_returning_visitor_finds_the_conversation(visit: Visit) -> None:
    await visit.open()
    answer = (await visit.answer("Do you ship?"))[-1].data["text"]
    again = await Visit(visit.app, visit.site_key, visitor=visit.visitor).open()
    assert [(said["role"], said["text"]) for said in again["conversation"]["messages"]] == [
        ("visitor", "Do you ship?"),
        ("assistant", answer),
    ]
    assert again["conversation"] == await visit.conversation()


async def test_a_made_up_visitor_is_a_new_one(visit: Visit) -> None:
    await visit.open()
    await visit.answer()
    forged = Visit(visit.app, visit.site_key, visitor=f"{visit.visitor}x")
    assert (await forged.open())["conversation"] is None
    assert forged.visitor != visit.visitor


async def test_the_website_is_noted_for_the_install_check(visit: Visit) -> None:
    await visit.open()
    key = await in_thread(SiteKey.across_tenants.get, key=visit.site_key)
    assert (key.seen_on, key.seen_at is not None) == (ORIGIN, True)


async def test_an_unknown_site_key_is_not_found(visit: Visit) -> None:
    call = await visit.call("POST", "sessions", {"site_key": "pk_nobody"})
    assert await _error(call) == (404, "not_found")


@pytest.mark.parametrize("origin", ["https://evil.example", "https://shop.example.evil.example", "null", None])
async def test_an_origin_that_is_not_allowed_is_told_where_to_add_it(visit: Visit, origin: str | None) -> None:
    visit.origin = origin
    call = await visit.call("POST", "sessions", {"site_key": visit.site_key})
    error = (await call.json())["error"]
    assert (call.status, error["code"]) == (403, "origin_not_allowed")
    assert "Install" in error["hint"]
    assert call.headers["access-control-allow-origin"] == "*"


async def test_a_key_whose_origins_are_nonsense_allows_nothing(visit: Visit) -> None:
    await in_thread(SiteKey.across_tenants.filter(key=visit.site_key).update, origins=["", "nonsense"])
    visit.origin = "null"
    assert (await visit.call("POST", "sessions", {"site_key": visit.site_key})).status == 403


async def test_only_an_allowed_origin_is_echoed(visit: Visit) -> None:
    call = await visit.call("POST", "sessions", {"site_key": visit.site_key})
    assert call.headers["access-control-allow-origin"] == ORIGIN
    assert "Origin" in call.headers["vary"]
    assert "access-control-allow-credentials" not in call.headers


async def test_a_preflight_allows_what_the_widget_sends(visit: Visit) -> None:
    call = await visit.call("OPTIONS", "messages")
    allowed = call.headers["access-control-allow-headers"].lower()
    assert call.status == 204
    assert all(name in allowed for name in ("authorization", "content-type", "idempotency-key"))
    assert call.headers["access-control-allow-methods"] == "POST"


async def test_the_platforms_own_pages_are_always_allowed(visit: Visit) -> None:
    visit.origin = "http://127.0.0.1:8000"
    await visit.open()
    visit.origin = None
    assert (await visit.call("GET", "conversation")).status == 200


async def test_a_token_is_good_on_its_own_origin_only(visit: Visit) -> None:
    await visit.open()
    for origin in ("https://evil.example", OWN, None):
        visit.origin = origin
        assert await _error(await visit.call("GET", "conversation")) == (403, "origin_not_allowed")


async def test_a_token_expires(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    await visit.open()
    later = time.time() + tokens.SESSION_SECONDS + 1
    monkeypatch.setattr(tokens.time, "time", lambda: later)
    assert await _error(await visit.ask()) == (401, "token_expired")


@pytest.mark.parametrize(("token", "code"), [("", "token_missing"), ("x.y.z", "token_invalid"), ("é", "token_invalid")])
async def test_without_a_valid_token_nothing_is_answered(visit: Visit, token: str, code: str) -> None:
    sent = {"authorization": f"Bearer {token}"} if token else {}
    assert await _error(await visit.call("GET", "conversation", **sent)) == (401, code)


async def test_a_visitors_name_is_no_token(visit: Visit) -> None:
    await visit.open()
    visit.token = visit.visitor or ""
    assert await _error(await visit.call("GET", "conversation")) == (401, "token_invalid")


async def test_a_token_ends_with_what_allowed_it(visit: Visit) -> None:
    await visit.open()
    keys = SiteKey.across_tenants.filter(key=visit.site_key)
    await in_thread(keys.update, origins=["https://elsewhere.example"])
    assert await _error(await visit.ask()) == (403, "origin_not_allowed")
    await in_thread(keys.update, key="pk_changed")
    assert await _error(await visit.ask()) == (404, "not_found")


async def test_a_bot_that_is_off_says_so(visit: Visit) -> None:
    await visit.open()
    await in_thread(Assistant.across_tenants.filter(site_key__key=visit.site_key).update, active=False)
    assert await _error(await visit.ask()) == (403, "bot_off")


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"text": "x" * 100_000}, 413, "too_long"),
        (b'"' + b"x" * (13 * 2**20) + b'"', 413, "too_long"),
        ({"text": " \0 "}, 400, "empty"),
        ({"text": ["no"]}, 400, "empty"),
        (b"{", 400, "invalid"),
        (b"[" * 100_000, 400, "invalid"),
        (b"[]", 400, "invalid"),
        (b"\xff", 400, "invalid"),
    ],
)
async def test_a_wrong_question_is_refused_in_words(visit: Visit, body: Any, status: int, code: str) -> None:
    await visit.open()
    assert await _error(await visit.call("POST", "messages", body)) == (status, code)
    assert (await visit.conversation())["messages"] == []


async def test_a_question_of_odd_characters_is_kept(visit: Visit) -> None:
    await visit.open()
    call = await visit.call("POST", "messages", rb'{"text": "caf\u00e9 \ud83d \u0000?"}')
    assert [told.event async for told in call.events()][-1] == "done"
    assert (await visit.conversation())["messages"][0]["text"] == "café ? ?"


async def test_another_method_is_refused(visit: Visit) -> None:
    await visit.open()
    assert await _error(await visit.call("GET", "messages")) == (405, "method_not_allowed")


async def test_feedback_is_kept_and_can_be_taken_back(visit: Visit) -> None:
    await visit.open()
    message = (await visit.answer())[0].data["message_id"]
    for body, shown in (({"rating": "down", "comment": "Wrong"}, "down"), ({"rating": None}, None)):
        call = await visit.call("POST", f"messages/{message}/feedback", body)
        assert (await call.json())["feedback"] == shown
        assert (await visit.conversation())["messages"][-1]["feedback"] == shown
    assert await _error(await visit.call("POST", f"messages/{message}/feedback", {"rating": "meh"})) == (400, "invalid")


async def test_a_fault_of_ours_is_an_error_in_the_same_shape(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("bug")

    monkeypatch.setattr("chat.views.open_session", broken)
    call = await visit.call("POST", "sessions", {"site_key": visit.site_key})
    assert await _error(call) == (500, "internal")


async def test_two_tabs_that_ask_at_once_make_one_conversation(
    visit: Visit, composed: Callable[..., Any], script: Script
) -> None:
    script.token_delay = 0.1
    await visit.open()
    calls = await asyncio.gather(
        *[visit.ask(f"Question {number}?", idempotency_key=str(number)) for number in range(4)]
    )
    assert sorted(call.status for call in calls) == [200, 409, 409, 409]
    for call in calls:
        if call.status == 200:
            assert [told.event async for told in call.events()][-1] == "done"
    assert len((await visit.conversation())["messages"]) == 2
