"""How much one may ask, and what one has to solve before asking more: the parts without a server."""

import base64
import json
from typing import Any
from uuid import uuid4

import pytest
from altcha import PayloadV1, solve_challenge_v1
from django.conf import LazySettings

from chat.addresses import client, network
from chat.errors import TooMany
from chat.limits import Rate, proof, spend
from chat.limits.memory import LocalMemory, memory

SITE = "pk_ours"


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


async def test_a_bucket_is_full_at_first_and_refills_evenly(clock: Clock) -> None:
    kept = LocalMemory(clock)
    assert [await kept.take("a", 60) for _ in range(60)] == [0.0] * 60
    assert await kept.take("a", 60) == 1.0
    assert await kept.take("b", 60) == 0.0
    clock.now = 2.0
    assert [await kept.take("a", 60) for _ in range(3)] == [0.0, 0.0, 1.0]


async def test_less_than_one_a_minute_still_lets_one_through(clock: Clock) -> None:
    kept = LocalMemory(clock)
    assert [await kept.take("a", 0.5) for _ in range(2)] == [0.0, 120.0]


async def test_buckets_of_many_keys_stay_few_and_the_busy_one_is_kept(clock: Clock) -> None:
    kept = LocalMemory(clock, remembered=10)
    for _ in range(50):
        await kept.take("busy", 3)
        await kept.take(str(uuid4()), 3)
    assert await kept.take("busy", 3) > 0


async def test_something_happens_once_within_its_time(clock: Clock) -> None:
    kept = LocalMemory(clock)
    assert [await kept.once("a", 10) for _ in range(2)] == [True, False]
    clock.now = 5.0
    assert await kept.once("b", 10)
    clock.now = 10.0
    assert await kept.once("a", 10)
    assert not await kept.once("b", 10)


async def test_a_rate_says_how_long_to_wait_and_zero_is_no_limit() -> None:
    rate = Rate("test", str(uuid4()), 2)
    await spend(rate, rate, Rate("test", "anybody", 0))
    with pytest.raises(TooMany) as refused:
        await spend(rate)
    assert refused.value.retry_after == 30
    assert refused.value.as_json()["retry_after"] == 30


class Elsewhere(LocalMemory):
    """What many machines share."""


def test_a_setting_says_what_remembers_the_limits(settings: LazySettings) -> None:
    memory.cache_clear()
    try:
        assert type(memory()) is LocalMemory
        settings.LIMITS_MEMORY = f"{__name__}.Elsewhere"
        memory.cache_clear()
        assert type(memory()).__name__ == "Elsewhere"
    finally:
        memory.cache_clear()


@pytest.fixture
def easy(settings: LazySettings) -> None:
    """Riddles that take no time."""
    settings.CHAT_PROOF_NUMBERS = 50


def solved(challenge: dict[str, Any], **changes: object) -> str:
    """What a browser sends back."""
    found = solve_challenge_v1(challenge["challenge"], challenge["salt"], "SHA-256", challenge["maxnumber"])
    assert found
    said = {name: challenge[name] for name in ("algorithm", "challenge", "salt", "signature")}
    return base64.b64encode(json.dumps({**said, "number": found.number, **changes}).encode()).decode()


@pytest.mark.usefixtures("easy")
async def test_a_solved_challenge_is_good_once() -> None:
    solution = solved(proof.challenge(SITE))
    assert [await proof.is_good(solution, SITE) for _ in range(2)] == [True, False]


@pytest.mark.usefixtures("easy")
async def test_a_challenge_is_what_the_protocol_says() -> None:
    challenge = proof.challenge(SITE)
    assert set(challenge) == {"algorithm", "challenge", "maxnumber", "salt", "signature"}
    assert (challenge["algorithm"], challenge["maxnumber"]) == ("SHA-256", 50)
    assert proof.challenge(SITE)["challenge"] != challenge["challenge"]


@pytest.mark.usefixtures("easy")
async def test_a_solution_is_for_its_own_site() -> None:
    assert not await proof.is_good(solved(proof.challenge("pk_theirs")), SITE)


@pytest.mark.usefixtures("easy")
async def test_a_challenge_expires(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proof, "GOOD_FOR", -proof.GOOD_FOR)
    assert not await proof.is_good(solved(proof.challenge(SITE)), SITE)


@pytest.mark.usefixtures("easy")
@pytest.mark.parametrize(
    "changes", [{"signature": "0" * 64}, {"number": -1}, {"salt": "ours?expires=99999999999&site=pk_ours&"}]
)
async def test_a_solution_that_was_made_up_is_refused(changes: dict[str, Any]) -> None:
    assert not await proof.is_good(solved(proof.challenge(SITE), **changes), SITE)


@pytest.mark.usefixtures("easy")
async def test_who_makes_a_challenge_himself_lacks_the_signature() -> None:
    theirs = PayloadV1("SHA-256", "0" * 64, 1, "ours?site=pk_ours&", "0" * 64)
    assert not await proof.is_good(theirs.to_base64(), SITE)


@pytest.mark.parametrize(
    "nonsense",
    ["", "é", "x" * 5000, *(base64.b64encode(raw).decode() for raw in (b"1", b"[]", b"{", b'{"number": 1e999}'))],
)
async def test_nonsense_is_no_solution(nonsense: str) -> None:
    assert not await proof.is_good(nonsense, SITE)


@pytest.mark.parametrize(
    ("peer", "forwarded", "found"),
    [
        ("203.0.113.9", "", "203.0.113.9"),
        ("203.0.113.9", "198.51.100.1", "203.0.113.9"),
        ("10.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "1.1.1.1, 198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "198.51.100.1, 10.0.0.2", "198.51.100.1"),
        ("10.0.0.1", "198.51.100.1:4711", "198.51.100.1"),
        ("10.0.0.1", "[2001:db8::1]:4711", "2001:db8::1"),
        ("::ffff:10.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "unknown", "10.0.0.1"),
        ("10.0.0.1", "", "10.0.0.1"),
    ],
)
def test_only_our_own_proxies_say_where_a_call_came_from(
    settings: LazySettings, peer: str, forwarded: str, found: str
) -> None:
    settings.TRUSTED_PROXIES = ["10.0.0.0/8"]
    assert client(peer, forwarded) == found


def test_a_network_of_ipv6_is_counted_as_one_machine() -> None:
    assert network("2001:db8::1") == network("2001:db8::2") != network("2001:db8:0:1::1")
    assert network("198.51.100.1") == "198.51.100.1"
