"""The official client's files: uploaded, listed in pages, read back, deleted."""

from pathlib import Path
from typing import Any

import openai
import pytest
from django.conf import LazySettings

from chat.openai.models import File
from tenants.models import AuditEvent, Tenant
from tenants.scope import tenant_scope
from tests.chat.openai.lamps import jsonl

pytestmark = pytest.mark.django_db(transaction=True)


def _upload(client: openai.OpenAI, name: str = "lamps.jsonl") -> Any:
    return client.files.create(file=(name, jsonl()), purpose="fine-tune")


def test_a_file_comes_back_as_it_was(client: openai.OpenAI, shop: Tenant) -> None:
    file = _upload(client)
    assert (file.object, file.filename, file.bytes, file.status) == (
        "file", "lamps.jsonl", len(jsonl()), "processed",
    )  # fmt: skip
    assert client.files.retrieve(file.id) == file
    assert client.files.wait_for_processing(file.id) == file
    assert client.files.content(file.id).read() == jsonl()
    with tenant_scope(shop):
        assert AuditEvent.objects.filter(verb="file.upload").count() == 1


def test_a_deleted_file_is_gone_from_the_disk_too(client: openai.OpenAI, settings: LazySettings) -> None:
    file = _upload(client)
    stored = Path(settings.MEDIA_ROOT) / File.across_tenants.get().content.name
    assert stored.is_file()
    assert client.files.delete(file.id).deleted
    assert not stored.exists()
    with pytest.raises(openai.NotFoundError):
        client.files.retrieve(file.id)


def test_files_are_listed_page_by_page(client: openai.OpenAI) -> None:
    made = [_upload(client, f"{number}.jsonl").id for number in range(5)]
    first = client.files.list(limit=2)
    assert ([file.id for file in first.data], first.has_more) == (made[:2:-1], True)
    assert [file.id for file in client.files.list(limit=2)] == made[::-1]
    assert [file.id for file in client.files.list(limit=2, order="asc")] == made
    assert list(client.files.list(purpose="fine-tune-results")) == []


@pytest.mark.parametrize(
    ("asked", "param"), [({"limit": 0}, "limit"), ({"after": "file-1"}, None), ({"limit": "many"}, "limit")]
)
def test_a_page_that_cannot_be_is_refused(client: openai.OpenAI, asked: Any, param: str | None) -> None:
    with pytest.raises(openai.APIStatusError) as raised:
        client.files.list(**asked)
    assert raised.value.status_code in {400, 404}
    assert raised.value.param == param


@pytest.mark.parametrize(
    ("changed", "param"),
    [
        ({"purpose": "batch"}, "purpose"),
        ({"file": ("empty.jsonl", b"")}, "file"),
        ({"file": ("large.jsonl", b"x" * 2_000)}, "file"),
        ({"expires_after": {"anchor": "created_at", "seconds": 3600}}, "expires_after"),
    ],
)
def test_an_upload_that_cannot_be_taken_is_refused(
    client: openai.OpenAI, settings: LazySettings, changed: Any, param: str
) -> None:
    settings.UPLOAD_MAX_BYTES = 1_000
    with pytest.raises(openai.BadRequestError) as raised:
        client.files.create(**{"file": ("lamps.jsonl", b"{}"), "purpose": "fine-tune", **changed})
    assert raised.value.param == param
    assert not File.across_tenants.exists()


def test_an_outsider_finds_no_file_of_ours(client: openai.OpenAI, outsider: openai.OpenAI) -> None:
    file = _upload(client)
    for call in (outsider.files.retrieve, outsider.files.content, outsider.files.delete):
        with pytest.raises(openai.NotFoundError):
            call(file.id)
    assert list(outsider.files.list()) == []
    with pytest.raises(openai.BadRequestError):
        outsider.files.list(after=file.id)
    assert client.files.retrieve(file.id) == file
