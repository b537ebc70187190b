"""A visitor's file: what is taken, what comes of it in the conversation, and what never does."""

import asyncio
import io
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.contrib.auth.models import User
from django.utils import timezone

from assistants.answers import compose, sources
from assistants.answers.read import Answer
from assistants.models import Assistant
from chat import reply
from chat.asker import asker_of
from chat.attachments import arriving, budget
from chat.attachments.arriving import Sent
from chat.attachments.kinds import OPAQUE
from chat.attachments.reading import Text
from chat.handoff.availability import agent_of, sign
from chat.helpful import helpful
from chat.models import AttachedPassage, Attachment, ChatSettings, Conversation, Message
from chat.threads import in_thread
from knowledge.models import Passage
from tenants.models import Tenant
from tenants.scope import tenant_scope
from tests.chat.browser import Call, Visit
from tests.chat.people import at_desk

pytestmark = pytest.mark.django_db(transaction=True)
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40
CONTRACT = "The rented piano must be tuned every spring.\n\nNotice is given six weeks before the end of a quarter.\n"


@pytest.fixture(autouse=True)
def folder(settings: LazySettings, tmp_path: Path) -> Path:
    """Where files are stored."""
    settings.MEDIA_ROOT = tmp_path / "files"
    return tmp_path / "files"


@pytest.fixture
def open_to_files(shop: Tenant, other_shop: Tenant) -> None:
    """Both businesses take files."""
    for tenant in (shop, other_shop):
        with tenant_scope(tenant):
            ChatSettings.objects.create(assistant=Assistant.objects.get(), files=True)


@pytest.fixture
def sender(visit: Visit, open_to_files: None) -> Visit:
    """A visitor of Alice's shop, who may send files."""
    return visit


async def _send(visit: Visit, name: str = "photo.png", data: bytes = PNG) -> Call:
    return await visit.call("POST", f"files?name={name}", data, content_type="application/octet-stream")


async def _sent(visit: Visit, name: str = "photo.png", data: bytes = PNG) -> dict[str, Any]:
    call = await _send(visit, name, data)
    told = await call.json()
    assert call.status == 201, told
    return told["message"]["file"]


async def _refused(call: Call) -> tuple[int, str]:
    error = (await call.json())["error"]
    assert error["message"]
    assert error["hint"]
    return call.status, error["code"]


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file())


async def test_files_are_off_until_the_business_wants_them(visit: Visit) -> None:
    assert "files" not in (await visit.open())["assistant"]
    assert await _refused(await _send(visit)) == (404, "files_off")


async def test_a_session_says_what_is_taken(sender: Visit, settings: LazySettings) -> None:
    settings.CHAT_FILE_MAX_BYTES = 1000
    offered = (await sender.open())["assistant"]["files"]
    assert offered["most_bytes"] == 1000
    assert {".pdf", ".docx", ".md", ".txt", ".csv", ".png", ".webp"} <= set(offered["types"])


async def test_a_file_is_a_message_of_its_visitor_and_can_be_fetched_again(sender: Visit) -> None:
    await sender.open()
    call = await _send(sender, "Piano%20contract.txt", CONTRACT.encode())
    told = await call.json()
    assert (call.status, told["state"], told["events"]) == (201, "bot", 0)
    file = told["message"]["file"]
    assert (file["name"], file["size"], file["picture"], file["partly"]) == (
        "Piano contract.txt",
        len(CONTRACT),
        False,
        False,
    )
    assert (await sender.conversation())["messages"] == [told["message"]]
    fetched = await sender.call("GET", f"files/{file['id']}")
    assert b"".join([chunk async for chunk in fetched.chunks()]) == CONTRACT.encode()
    assert fetched.headers["content-disposition"] == 'attachment; filename="Piano contract.txt"'
    assert (fetched.headers["content-type"], fetched.headers["x-content-type-options"]) == (OPAQUE, "nosniff")


async def test_the_same_file_again_stays_one(sender: Visit, folder: Path) -> None:
    await sender.open()
    first = await _sent(sender)
    again = await _send(sender, "other-name.png")
    assert (again.status, (await again.json())["message"]["file"]) == (200, first)
    assert await in_thread(Attachment.across_tenants.count) == len(list(_files(folder))) == 1


@pytest.mark.parametrize(
    ("name", "data", "status", "code"),
    [
        ("big.txt", b"word " * 300, 413, "too_large"),
        ("none.txt", b"", 400, "empty"),
        ("", b"words", 415, "unsupported_type"),
        ("page.html", b"<script>alert(1)</script>", 415, "unsupported_type"),
        ("image.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", 415, "unsupported_type"),
        ("run.exe", b"MZ", 415, "unsupported_type"),
        ("photo.png", b"<html>", 415, "wrong_type"),
        ("photo.webp", b"RIFF1234AVI ", 415, "wrong_type"),
        ("text.txt", b"a\0b", 415, "wrong_type"),
        ("letter.pdf", b"PK\x03\x04", 415, "wrong_type"),
        ("old.docx", b"\xd0\xcf\x11\xe0", 415, "encrypted"),
    ],
)
async def test_what_is_not_taken_is_refused_in_words(
    sender: Visit, settings: LazySettings, folder: Path, name: str, data: bytes, status: int, code: str
) -> None:
    settings.CHAT_FILE_MAX_BYTES = 1000
    await sender.open()
    assert await _refused(await _send(sender, name, data)) == (status, code)
    assert not list(_files(folder))
    assert (await sender.conversation())["id"] is None


async def test_a_body_beyond_what_the_server_reads_at_all_is_too_large(sender: Visit, settings: LazySettings) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 500
    await sender.open()
    call = await sender.call("POST", "files?name=a.txt", b"a" * 600, content_length="600")
    assert await _refused(call) == (413, "too_large")


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\me\\letter.pdf", "letter.pdf"),
        ("gpj\u202e.exe\r\nX: y.txt", "gpj.exeX: y.txt"),
        (f"{'a' * 300}.png", f"{'a' * 116}.png"),
    ],
)
def test_a_files_name_has_neither_folders_nor_hidden_signs(said: str, name: str) -> None:
    assert arriving.plain_name(said) == name


async def test_without_an_engine_nothing_is_stored_and_the_file_can_be_sent_again(
    sender: Visit, settings: LazySettings, folder: Path
) -> None:
    await sender.open()
    engine, settings.ENGINE_URL = settings.ENGINE_URL, "http://127.0.0.1:9"
    assert await _refused(await _send(sender, "a.txt", b"Some words.")) == (503, "engine_unavailable")
    assert not list(_files(folder))
    settings.ENGINE_URL = engine
    await _sent(sender, "a.txt", b"Some words.")


async def test_who_goes_away_while_a_file_is_read_has_sent_nothing(
    sender: Visit, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def slow(file: Sent) -> Text:
        begun.set()
        go_on.wait(10)
        return Text()

    monkeypatch.setattr("chat.attachments.views.read", slow)
    await sender.open()
    call = Call(
        sender.app,
        "POST",
        "/api/widget/v1/files?name=a.txt",
        {"authorization": f"Bearer {sender.token}", "origin": str(sender.origin)},
        b"words",
        sender.address,
    )
    assert await asyncio.to_thread(begun.wait, 10)
    await call.tear()
    go_on.set()
    assert (await sender.conversation())["id"] is None
    assert not list(_files(folder))


async def test_a_conversation_holds_a_few_files(sender: Visit) -> None:
    await sender.open()
    for number in range(budget.MOST_FILES):
        await _sent(sender, "a.png", PNG + bytes([number]))
    assert await _refused(await _send(sender, "a.png", PNG + b"more")) == (409, "files_full")


async def test_a_website_takes_so_many_files_a_day(sender: Visit, stranger: Visit, settings: LazySettings) -> None:
    settings.CHAT_SITE_FILES_PER_DAY = 1
    await sender.open()
    await _sent(sender)
    other = Visit(sender.app, sender.site_key)
    for visitor in (other, stranger):
        await visitor.open()
    call = await _send(other)
    said = await call.json()
    assert (call.status, said["error"]["code"]) == (429, "files_spent")
    assert said["retry_after"] > 0
    await _sent(stranger)
    await in_thread(lambda: Attachment.across_tenants.update(created_at=timezone.now() - timedelta(days=2)))
    await _sent(other)


async def test_files_count_as_messages_of_their_visitor(sender: Visit, settings: LazySettings) -> None:
    settings.CHAT_VISITOR_MESSAGES_PER_MINUTE = 1
    await sender.open()
    await _sent(sender)
    assert await _refused(await _send(sender, "b.png", PNG + b"b")) == (429, "rate_limited")


async def test_nobody_else_fetches_a_file(sender: Visit, stranger: Visit) -> None:
    await sender.open()
    file = await _sent(sender)
    other = Visit(sender.app, sender.site_key)
    for outsider in (other, stranger):
        await outsider.open()
        await _sent(outsider)
        assert await _refused(await outsider.call("GET", f"files/{file['id']}")) == (404, "not_found")
    sender.token = ""
    assert (await sender.call("GET", f"files/{file['id']}")).status == 401
    assert (await _send(sender)).status == 401


async def test_a_file_of_another_business_belongs_to_it(sender: Visit, stranger: Visit, other_shop: Tenant) -> None:
    await stranger.open()
    file = await _sent(stranger)
    row = await in_thread(Attachment.across_tenants.select_related("message").get, pk=file["id"])
    assert {row.tenant_id, row.message.tenant_id} == {other_shop.pk}


async def test_an_agent_sees_a_file_at_once(sender: Visit, alice: User, shop: Tenant) -> None:
    assistant = await in_thread(Assistant.across_tenants.get, tenant=shop)
    await sender.open()
    async with at_desk(alice, assistant) as inbox:
        await inbox.until("list", lambda data: data["agents"])
        await sender.call("POST", "handoff")
        row = await inbox.row("waiting")
        await inbox.say(type="open", id=row["id"])
        await inbox.until("talk")
        file = await _sent(sender)
        talk = await inbox.until("talk", lambda data: data["messages"])
        assert talk["data"]["messages"][0]["file"] == file
    told = await sender.call("GET", "events?after=1")
    heard = b""
    async for chunk in told.chunks():
        heard += chunk
        if b'"file"' in heard:
            break
    assert f'"file":{{"id":"{file["id"]}"'.encode() in heard
    await told.tear()


async def test_a_closed_conversation_is_opened_again_by_a_file(sender: Visit) -> None:
    await sender.open()
    await _sent(sender)
    await in_thread(lambda: Conversation.across_tenants.update(state="closed"))
    told = await (await _send(sender, "b.png", PNG + b"b")).json()
    assert told["state"] == "bot"


async def test_what_a_file_says_is_used_in_its_conversation_alone(sender: Visit, shop: Tenant) -> None:
    await sender.open()
    file = await _sent(sender, "contract.txt", CONTRACT.encode())
    other = Visit(sender.app, sender.site_key)
    await other.open()
    await _sent(other)

    def look() -> None:
        with tenant_scope(shop):
            assistant = Assistant.objects.select_related("tenant").get()
            own = Attachment.objects.get(pk=file["id"]).conversation
            question = "When must the rented piano be tuned?"
            prepared = compose(assistant, question, asker=asker_of(assistant, own))
            assert prepared.request is not None
            assert "contract.txt" in prepared.request.messages[-1]["content"]
            (cited,) = sources(Answer("Every spring [1].", [1]), prepared.hits)
            assert (cited["title"], cited["visitor"], cited["url"]) == ("contract.txt", True, "")
            assert cited["quote"] == "The rented piano must be tuned every spring."
            foreign = Conversation.objects.exclude(pk=own.pk).get()
            assert compose(assistant, question, asker=asker_of(assistant, foreign)).request is None
            assert compose(assistant, question).request is None
            assert not Passage.objects.exists()

    await in_thread(look)


def _talk(shop: Tenant) -> Conversation:
    return Conversation.objects.create(assistant=Assistant.objects.get())


def test_an_answer_beside_a_file_is_never_offered_to_training(in_shop: Tenant) -> None:
    talk = _talk(in_shop)
    asked = Message.objects.create(conversation=talk, role="visitor", text="When is it tuned?")
    Message.objects.create(conversation=talk, role="assistant", text="In spring.", rating="up", reply_to=asked)
    assert list(helpful(talk.assistant))
    _attach(talk)
    assert not list(helpful(talk.assistant))


def _attach(talk: Conversation) -> Attachment:
    message = Message.objects.create(conversation=talk, role="visitor", text="a.png")
    attachment = Attachment(conversation=talk, message=message, name="a.png", size=1, content_type="image/png")
    attachment.file.save("a.png", io.BytesIO(PNG), save=True)
    AttachedPassage.objects.create(attachment=attachment, position=0, text="a", vector=b"", sentence_vectors=b"")
    return attachment


@pytest.mark.parametrize("owner", ["conversation", "tenant"])
def test_a_file_goes_with_the_conversation_and_with_the_business(shop: Tenant, folder: Path, owner: str) -> None:
    with tenant_scope(shop):
        talk = _talk(shop)
        _attach(talk)
        assert list(_files(folder))
        (talk if owner == "conversation" else shop).delete()
    assert not list(_files(folder))
    assert not AttachedPassage.across_tenants.exists()


async def test_a_draft_answers_the_question_before_a_file(
    sender: Visit, alice: User, shop: Tenant, composed: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chat.handoff.drafts.compose", lambda *args: reply.compose(*args))
    assistant = await in_thread(Assistant.across_tenants.get, tenant=shop)
    await sender.open()
    await sender.answer("How long does it take?")
    await _sent(sender)

    def be_there() -> None:
        with tenant_scope(shop):
            sign(agent_of(alice))

    await in_thread(be_there)
    async with at_desk(alice, assistant) as inbox:
        row = (await inbox.until("list", lambda data: data["rows"]))["data"]["rows"][0]
        await inbox.say(type="draft", id=row["id"])
        await inbox.until("draft")
    assert composed[-1][1] == "How long does it take?"
