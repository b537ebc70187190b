"""The adapter store in object storage."""

from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest

from serving.client import AdapterStore, EngineUnavailable, InvalidAdapter, UnknownAdapter, adapter_store
from tests.serving import s3
from tests.serving.test_store import BASE, TEMPLATE, write_adapter

BUCKET, PREFIX = "bots", "live/adapters"
WEIGHTS = "adapter_model.safetensors"


@pytest.fixture(scope="module")
def server() -> Iterator[dict[str, str]]:
    with s3.running() as environment:
        yield environment


@pytest.fixture
def bucket(server: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Iterator[object]:
    for variable, value in server.items():
        monkeypatch.setenv(variable, value)
    made = boto3.session.Session().resource("s3").create_bucket(Bucket=BUCKET)
    yield made
    made.objects.all().delete()


def on(machine: Path) -> AdapterStore:
    return adapter_store(machine, f"s3://{BUCKET}/{PREFIX}")


def publish(store: AdapterStore, folder: Path) -> str:
    return store.publish(folder, base_sha256=BASE, template_sha256=TEMPLATE)


def test_what_one_machine_publishes_another_has_whole(bucket, tmp_path):
    name = publish(on(tmp_path / "one"), write_adapter(tmp_path / "peft"))
    two = on(tmp_path / "two")
    assert two.names() == [name]
    assert two.manifest(name) == on(tmp_path / "one").manifest(name)
    assert (two.path(name) / WEIGHTS).read_bytes() == (tmp_path / "peft" / WEIGHTS).read_bytes()


def test_its_name_is_the_one_that_a_folder_gives(bucket, tmp_path):
    folder = write_adapter(tmp_path / "peft")
    assert publish(on(tmp_path / "one"), folder) == publish(AdapterStore(tmp_path / "plain"), folder)


def test_publishing_twice_uploads_once(bucket, tmp_path):
    folder = write_adapter(tmp_path / "peft")
    publish(on(tmp_path / "one"), folder)
    before = {entry.key: entry.last_modified for entry in bucket.objects.all()}
    publish(on(tmp_path / "two"), folder)
    assert {entry.key: entry.last_modified for entry in bucket.objects.all()} == before
    assert len(before) == 3


def test_an_upload_that_broke_off_is_no_adapter_until_it_is_done_again(bucket, tmp_path):
    folder = write_adapter(tmp_path / "peft")
    name = publish(on(tmp_path / "one"), folder)
    bucket.Object(f"{PREFIX}/{name}/manifest.json").delete()
    with pytest.raises(UnknownAdapter):
        on(tmp_path / "two").manifest(name)
    publish(on(tmp_path / "one"), folder)
    assert on(tmp_path / "two").manifest(name)


def test_what_was_changed_in_the_bucket_is_refused_and_not_kept(bucket, tmp_path):
    name = publish(on(tmp_path / "one"), write_adapter(tmp_path / "peft"))
    key = f"{PREFIX}/{name}/{WEIGHTS}"
    changed = bucket.Object(key).get()["Body"].read()[:-1] + b"\x01"
    bucket.put_object(Key=key, Body=changed)
    two = on(tmp_path / "two")
    for _ in range(2):
        with pytest.raises(InvalidAdapter, match="changed"):
            two.path(name)
    assert list((tmp_path / "two").iterdir()) == []


def test_a_copy_on_this_machine_serves_while_the_bucket_is_away(bucket, tmp_path, monkeypatch):
    name = publish(on(tmp_path / "one"), write_adapter(tmp_path / "peft"))
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", "http://127.0.0.1:9")
    assert on(tmp_path / "one").manifest(name)


def test_a_bucket_that_is_away_may_be_asked_again(bucket, tmp_path, monkeypatch):
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", "http://127.0.0.1:9")
    monkeypatch.setattr("serving.client.store_s3.ATTEMPTS", 1)
    store = on(tmp_path / "one")
    for ask in (lambda: store.manifest("a-" + "0" * 32), store.check_reachable, store.names):
        with pytest.raises(EngineUnavailable) as raised:
            ask()
        assert raised.value.transient


@pytest.mark.parametrize("name", ["", "base", "../adapters", "a-" + "0" * 32])
def test_no_other_name_leads_anywhere(bucket, tmp_path, name):
    with pytest.raises(UnknownAdapter):
        on(tmp_path / "one").path(name)


def test_a_removed_adapter_is_gone_everywhere(bucket, tmp_path):
    one = on(tmp_path / "one")
    name = publish(one, write_adapter(tmp_path / "peft"))
    one.remove(name)
    assert list(bucket.objects.all()) == []
    assert one.names() == []
    with pytest.raises(UnknownAdapter):
        one.path(name)


@pytest.mark.parametrize("address", ["https://bots/adapters", "s3:///adapters", "bots"])
def test_an_address_of_another_kind_is_named(tmp_path, address):
    with pytest.raises(ValueError, match="s3://bucket/prefix"):
        adapter_store(tmp_path, address)
