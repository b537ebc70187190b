"""Uploaded files in object storage."""

from collections.abc import Iterator

import boto3
import pytest
from django.conf import LazySettings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from config import files
from config.backup.make import walk
from knowledge.models import Source
from tenants.models import Tenant
from tests.serving import s3


@pytest.fixture(scope="module")
def server() -> Iterator[dict[str, str]]:
    with s3.running() as environment:
        yield environment


@pytest.fixture
def bucket(server: dict[str, str], settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> Iterator[object]:
    for variable, value in server.items():
        monkeypatch.setenv(variable, value)
    made = boto3.session.Session().resource("s3").create_bucket(Bucket="files")
    settings.STORAGES = files.storages("s3://files/uploads")
    yield made
    made.objects.all().delete()


def test_an_upload_goes_to_the_bucket_and_comes_back(bucket, in_shop: Tenant) -> None:
    source = Source.objects.create(kind=Source.Kind.FILE, title="Prices")
    source.file.save("prices.txt", ContentFile("A lamp costs 40 €.".encode()))
    assert [entry.key for entry in bucket.objects.all()] == [f"uploads/sources/{source.pk}/prices.txt"]
    with Source.objects.get().file.open() as content:
        assert content.read().decode() == "A lamp costs 40 €."


def test_a_second_file_of_the_same_name_takes_nothing_away(bucket) -> None:
    first = default_storage.save("prices.txt", ContentFile(b"one"))
    second = default_storage.save("prices.txt", ContentFile(b"two"))
    assert default_storage.open(first).read() == b"one"
    assert default_storage.open(second).read() == b"two"


def test_a_backup_finds_every_file_in_it(bucket) -> None:
    for name in ("one.txt", "a/two.txt", "a/b/three.txt"):
        default_storage.save(name, ContentFile(b"content"))
    assert set(walk(default_storage)) == {"one.txt", "a/two.txt", "a/b/three.txt"}


def test_a_bucket_that_answers_is_reachable_and_a_missing_one_is_not(bucket, settings: LazySettings) -> None:
    files.check_reachable()
    settings.STORAGES = files.storages("s3://no-such-bucket")
    with pytest.raises(files.Unreachable):
        files.check_reachable()


def test_a_folder_that_cannot_be_written_is_not_reachable(settings: LazySettings, tmp_path) -> None:
    (tmp_path / "file").write_text("")
    settings.MEDIA_ROOT = tmp_path / "file" / "files"
    with pytest.raises(files.Unreachable, match="cannot be written"):
        files.check_reachable()


def test_an_address_of_another_kind_is_named() -> None:
    with pytest.raises(ValueError, match="FILES_S3"):
        files.storages("https://files")
