"""A backup made while others write, put back on an empty machine, is the same to the byte."""

import os
import shutil
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command

from config.backup.record import Record, sha256
from tests.serving.engines import ROOT
from tests.serving.test_store import BASE, TEMPLATE, write_adapter

FILL = """
import django
django.setup()
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.core.management import call_command
from pathlib import Path
from assistants import store
from knowledge.models import Source
from tenants.scope import tenant_scope
from tenants.workflows import open_tenant
import sys
call_command("migrate", verbosity=0)
shop = open_tenant("Alice's shop", User.objects.create_user("alice", "alice@example.com", "correct horse battery"))
with tenant_scope(shop):
    source = Source.objects.create(kind="file", title="Prices")
    source.file.save("prices.txt", ContentFile("A lamp costs 40 €.".encode()))
store.adapters().publish(Path(sys.argv[1]), base_sha256=sys.argv[2], template_sha256=sys.argv[3])
"""


def manage(var: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    environment = {
        key: value for key, value in os.environ.items() if key not in {"DJANGO_SETTINGS_MODULE", "SECRET_KEY"}
    }
    return subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), *arguments],
        env={**environment, "BOTWRIGHT_VAR": str(var)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The var folder of a Botwright with a tenant, an uploaded file and an adapter."""
    var = tmp_path_factory.mktemp("machine") / "var"
    peft = write_adapter(tmp_path_factory.mktemp("adapter") / "peft")
    subprocess.run(
        [sys.executable, "-c", FILL, str(peft), BASE, TEMPLATE],
        env={
            **os.environ,
            "BOTWRIGHT_VAR": str(var),
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "PYTHONPATH": os.pathsep.join(map(str, (ROOT / "platform", ROOT))),
        },
        check=True,
    )
    return var


@pytest.fixture(scope="module")
def backup(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Made while another connection writes without a pause."""
    folder = tmp_path_factory.mktemp("backups") / "first"
    stop = threading.Event()
    writer = threading.Thread(target=_write, args=(filled / "botwright.sqlite3", stop))
    writer.start()
    try:
        done = manage(filled, "backup", str(folder))
    finally:
        stop.set()
        writer.join()
    assert done.returncode == 0, done.stderr
    return folder


def _write(database: Path, stop: threading.Event) -> None:
    connection = sqlite3.connect(database, timeout=20)
    connection.execute("CREATE TABLE noise (number INTEGER)")
    while not stop.is_set():
        connection.executemany("INSERT INTO noise VALUES (?)", [(number,) for number in range(50)])
        connection.commit()
    connection.close()


def _dump(database: Path) -> list[str]:
    with closing(sqlite3.connect(database)) as connection:
        return list(connection.iterdump())


def _contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def restored(backup: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The var folder of an empty machine after a restore."""
    var = tmp_path_factory.mktemp("new") / "var"
    done = manage(var, "restore", str(backup))
    assert done.returncode == 0, done.stderr
    return var


def test_an_empty_machine_becomes_the_same_to_the_byte(filled: Path, backup: Path, restored: Path) -> None:
    assert (restored / "secret_key").read_text() == (filled / "secret_key").read_text()
    for folder in ("files", "adapters"):
        assert _contents(restored / folder) == _contents(filled / folder) != {}
    assert sha256(restored / "botwright.sqlite3") == Record.read(backup).sha256["database.sqlite3"]
    assert any("Alice" in line for line in _dump(restored / "botwright.sqlite3"))


def test_the_snapshot_is_of_one_moment_although_others_write(backup: Path) -> None:
    with closing(sqlite3.connect(backup / "database.sqlite3")) as connection:
        assert connection.execute("SELECT count(*) FROM noise").fetchone()[0] % 50 == 0
    assert not list(backup.glob("*-wal"))


def test_a_backup_of_the_restored_machine_holds_the_same(backup: Path, restored: Path, tmp_path: Path) -> None:
    assert manage(restored, "backup", str(tmp_path / "again")).returncode == 0
    assert _dump(tmp_path / "again" / "database.sqlite3") == _dump(backup / "database.sqlite3")
    for folder in ("files", "adapters"):
        assert _contents(tmp_path / "again" / folder) == _contents(backup / folder)


def test_only_its_owner_may_read_a_backup(backup: Path) -> None:
    assert backup.stat().st_mode & 0o777 == 0o700


@pytest.fixture
def elsewhere(db: None, settings: LazySettings, tmp_path: Path) -> Path:
    """Where a restore into this process's Botwright, which has its tables, would put files."""
    settings.VAR, settings.MEDIA_ROOT, settings.ADAPTERS_DIR = tmp_path, tmp_path / "files", tmp_path / "adapters"
    return tmp_path


def test_a_changed_backup_is_refused_before_anything_is_written(backup: Path, elsewhere: Path) -> None:
    bad = elsewhere / "bad"
    shutil.copytree(backup, bad)
    next((bad / "files").rglob("prices.txt")).write_text("A lamp costs 4 €.")
    with pytest.raises(CommandError, match="missing or was changed"):
        call_command("restore", str(bad))
    assert not (elsewhere / "files").exists()


def test_a_machine_that_is_in_use_is_left_alone(backup: Path, elsewhere: Path) -> None:
    with pytest.raises(CommandError, match="already"):
        call_command("restore", str(backup))
    assert not (elsewhere / "files").exists()


def test_a_backup_that_broke_off_is_known(elsewhere: Path) -> None:
    (elsewhere / "half").mkdir()
    (elsewhere / "half" / "database.sqlite3").write_bytes(b"")
    with pytest.raises(CommandError, match="no whole backup"):
        call_command("restore", str(elsewhere / "half"))


def test_a_folder_with_something_in_it_is_not_written_over(backup: Path, elsewhere: Path) -> None:
    with pytest.raises(CommandError, match="not empty"):
        call_command("backup", str(backup))
