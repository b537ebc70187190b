"""Visitors whom the business's own server vouches for."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from assistants.models import Assistant
from chat.errors import BadKey
from chat.identity import keys
from chat.models import IdentityKey, Visitor
from chat.threads import in_thread
from tenants.models import Tenant
from tenants.scope import tenant_scope
from tests.chat.browser import ORIGIN, Call, Visit

pytestmark = pytest.mark.django_db(transaction=True)

HOUR = 3600


@pytest.fixture(scope="module")
def private_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def pem(key: Any) -> str:
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


@pytest.fixture
def key(shop: Tenant) -> IdentityKey:
    """The shared secret of Alice's shop."""
    with tenant_scope(shop):
        return keys.make_secret(Assistant.objects.get())


@pytest.fixture
def sign(key: IdentityKey, visit: Visit) -> Callable[..., str]:
    """What the shop's server says; `None` leaves a claim out."""

    def signed(sub: object = "customer-7", *, with_key: Any = key.secret, by: str = "HS256", **changes: Any) -> str:
        now = int(time.time())
        claims = {"sub": sub, "aud": visit.site_key, "iat": now, "exp": now + 300, **changes}
        return jwt.encode({name: value for name, value in claims.items() if value is not None}, with_key, by)

    return signed


async def identify(visit: Visit, identity: object) -> Call:
    body = {"site_key": visit.site_key, "visitor": visit.visitor, "identity": identity}
    call = await visit.call("POST", "sessions", body)
    if call.status == 200:
        opened = await call.json()
        visit.token, visit.visitor = opened["token"], opened["visitor"]
    return call


async def refusal(call: Call) -> tuple[int, str, str]:
    error = (await call.json())["error"]
    return call.status, error["code"], f"{error['message']} {error['hint']}"


async def test_the_same_customer_finds_the_conversation_on_every_device(visit: Visit, sign: Callable[..., str]) -> None:
    await identify(visit, sign(name="Dora", email="dora@shop.example"))
    await visit.answer("Where is my order?")
    phone = Visit(visit.app, visit.site_key)
    await identify(phone, sign(name="Dora", email="dora@shop.example"))
    assert (await phone.conversation())["messages"][0]["text"] == "Where is my order?"
    row = await in_thread(Visitor.across_tenants.get)
    assert (row.subject, row.name, row.email, str(row)) == ("customer-7", "Dora", "dora@shop.example", "Dora")


async def test_a_new_name_replaces_the_old_one(visit: Visit, sign: Callable[..., str]) -> None:
    for name in ("Dora", "Dora Maar", None):
        await identify(visit, sign(name=name))
    assert (await in_thread(Visitor.across_tenants.get)).name == ""


async def test_another_customer_sees_nothing_of_the_one_before(visit: Visit, sign: Callable[..., str]) -> None:
    await identify(visit, sign("first"))
    await visit.answer("My secret?")
    before = visit.visitor
    await identify(visit, sign("second"))
    assert visit.visitor != before
    assert (await visit.conversation())["messages"] == []
    await identify(visit, sign("first"))
    assert len((await visit.conversation())["messages"]) == 2


async def test_whoever_comes_after_a_logout_is_a_new_visitor(visit: Visit, sign: Callable[..., str]) -> None:
    await identify(visit, sign())
    await visit.answer("My secret?")
    left_behind = visit.visitor
    opened = await visit.open()
    assert opened["conversation"] is None
    assert visit.visitor != left_behind


async def test_what_was_asked_before_signing_in_stays_where_it_is(visit: Visit, sign: Callable[..., str]) -> None:
    await visit.open()
    await visit.answer("Anonymous?")
    anonymous = visit.visitor
    await identify(visit, sign())
    assert (await visit.conversation())["messages"] == []
    visit.visitor = anonymous
    assert len((await visit.open())["conversation"]["messages"]) == 2


async def test_a_stranger_without_the_statement_cannot_use_an_identified_visitors_name(
    visit: Visit, sign: Callable[..., str]
) -> None:
    await identify(visit, sign())
    await visit.answer()
    thief = Visit(visit.app, visit.site_key, visitor=visit.visitor)
    assert (await thief.open())["conversation"] is None


async def test_a_session_is_renewed_after_the_statement_has_expired(visit: Visit, sign: Callable[..., str]) -> None:
    now = int(time.time())
    await identify(visit, sign())
    await visit.answer()
    expired = sign(iat=now - HOUR, exp=now - HOUR + 300)
    assert (await identify(visit, expired)).status == 200
    assert len((await visit.conversation())["messages"]) == 2


@pytest.mark.parametrize("known", [None, "other"])
async def test_an_expired_statement_opens_nothing_new(
    visit: Visit, sign: Callable[..., str], known: str | None
) -> None:
    now = int(time.time())
    if known:
        await identify(visit, sign(known))
    status, code, words = await refusal(await identify(visit, sign(iat=now - HOUR, exp=now - HOUR + 300)))
    assert (status, code) == (401, "bad_identity")
    assert "expired" in words


async def test_after_a_day_a_statement_is_over_for_good(visit: Visit, sign: Callable[..., str]) -> None:
    now = int(time.time())
    await identify(visit, sign())
    old = sign(iat=now - 25 * HOUR, exp=now - 24 * HOUR)
    assert "older than 24 hours" in (await refusal(await identify(visit, old)))[2]


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"aud": "pk_other"}, "Set `aud`"),
        ({"aud": None}, "has no `aud`"),
        ({"exp": None}, "has no `exp`"),
        ({"iat": None}, "has no `iat`"),
        ({"sub": None}, "has no `sub`"),
        ({"sub": ""}, "`sub` is empty"),
        ({"sub": "x" * 201}, "too long"),
        ({"sub": 7}, "can be read"),
        ({"exp": int(time.time()) + 48 * HOUR}, "more than 24 hours"),
        ({"iat": int(time.time()) + HOUR, "exp": int(time.time()) + 2 * HOUR}, "in the future"),
        ({"iat": "1", "exp": "2"}, "not a number"),
        ({"with_key": "somebody else's key of some length"}, "No live key"),
        ({"with_key": "", "by": "none"}, "No live key"),
        ({"by": "HS512"}, "No live key"),
    ],
)
async def test_a_statement_that_does_not_hold_says_why(
    visit: Visit, sign: Callable[..., str], changes: dict[str, Any], word: str
) -> None:
    status, code, words = await refusal(await identify(visit, sign(**changes)))
    assert (status, code) == (401, "bad_identity")
    assert word in words


@pytest.mark.usefixtures("key")
@pytest.mark.parametrize("nonsense", ["", "x.y.z", 7, ["a"], "é", "x" * 10_000])
async def test_nonsense_is_no_statement(visit: Visit, nonsense: object) -> None:
    assert (await refusal(await identify(visit, nonsense)))[:2] == (401, "bad_identity")


async def test_a_site_without_a_key_says_where_to_make_one(visit: Visit) -> None:
    assert "Settings › Identity" in (await refusal(await identify(visit, "x.y.z")))[2]


async def test_a_public_key_verifies_what_the_business_signs_at_home(
    visit: Visit, sign: Callable[..., str], shop: Tenant, private_key: rsa.RSAPrivateKey
) -> None:
    with tenant_scope(shop):
        row = await in_thread(lambda: keys.add_public_key(Assistant.objects.get(), pem(private_key)))
    assert (await identify(visit, sign(with_key=private_key, by="RS256"))).status == 200
    forged = signed_with_a_public_key(row.public_key, visit.site_key)
    assert (await refusal(await identify(visit, forged)))[:2] == (401, "bad_identity")


def signed_with_a_public_key(public: str, site_key: str) -> str:
    """The classic confusion: a key that everybody may know, used as a shared secret. By hand: PyJWT would not do it."""

    def part(value: bytes) -> bytes:
        return base64.urlsafe_b64encode(value).rstrip(b"=")

    now = int(time.time())
    claims = {"sub": "customer-7", "aud": site_key, "iat": now, "exp": now + 60}
    said = b".".join(part(json.dumps(one).encode()) for one in ({"alg": "HS256", "typ": "JWT"}, claims))
    return (said + b"." + part(hmac.new(public.encode(), said, hashlib.sha256).digest())).decode()


async def test_keys_follow_one_another_without_a_gap(
    visit: Visit, sign: Callable[..., str], shop: Tenant, key: IdentityKey
) -> None:
    with tenant_scope(shop):
        new = await in_thread(lambda: keys.make_secret(Assistant.objects.get()))
        assert new.secret != key.secret
        for secret in (key.secret, new.secret):
            assert (await identify(visit, sign(with_key=secret))).status == 200
        await in_thread(keys.revoke, key)
    assert (await identify(visit, sign(with_key=new.secret))).status == 200
    assert "No live key" in (await refusal(await identify(visit, sign(with_key=key.secret))))[2]
    rows = await in_thread(lambda: dict(IdentityKey.across_tenants.values_list("pk", "last_used_at")))
    assert all(rows.values())


async def test_charlies_key_says_nothing_about_alices_customers(
    visit: Visit, stranger: Visit, sign: Callable[..., str], other_shop: Tenant
) -> None:
    with tenant_scope(other_shop):
        theirs = await in_thread(lambda: keys.make_secret(Assistant.objects.get()))
    assert (await refusal(await identify(visit, sign(with_key=theirs.secret))))[0] == 401
    await identify(visit, sign())
    await visit.answer("My secret?")
    await identify(stranger, sign(with_key=theirs.secret, aud=stranger.site_key))
    assert (await stranger.conversation())["messages"] == []


async def test_the_origin_still_counts(visit: Visit, sign: Callable[..., str]) -> None:
    visit.origin = "https://evil.example"
    assert (await refusal(await identify(visit, sign())))[:2] == (403, "origin_not_allowed")
    visit.origin = ORIGIN
    assert (await identify(visit, sign())).status == 200


def test_a_secret_is_not_in_the_database(key: IdentityKey) -> None:
    row = IdentityKey.across_tenants.values().get()
    assert key.secret.startswith("ik_")
    assert not [value for value in row.values() if key.secret.removeprefix("ik_") in str(value)]


def test_keys_that_cannot_be_used_are_refused_in_words(shop: Tenant, private_key: rsa.RSAPrivateKey) -> None:
    small = rsa.generate_private_key(public_exponent=65537, key_size=1024)
    secret = private_key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    with tenant_scope(shop):
        assistant = Assistant.objects.get()
        for wrong in ("", "nonsense", pem(small), pem(ec.generate_private_key(ec.SECP256R1()))):
            with pytest.raises(BadKey, match="public RSA key"):
                keys.add_public_key(assistant, wrong)
        with pytest.raises(BadKey, match="private key"):
            keys.add_public_key(assistant, secret)
        for _ in range(keys.MOST_KEYS):
            keys.make_secret(assistant)
        with pytest.raises(BadKey, match="Revoke one"):
            keys.make_secret(assistant)
