"""Makes a backup while everything runs."""

import shutil
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from django.conf import settings
from django.core.files.storage import Storage, default_storage
from django.db import connection

from assistants import store
from config.backup import database
from config.backup.record import ADAPTERS, FILES, SECRET, BackupError, Record, hashes
from serving.client import UnknownAdapter


def make(folder: Path) -> Record:
    """Fills `folder`, which must be new or empty. Raises BackupError.

    Files and adapters never change once they are there. So they are copied, then the database, then what came
    meanwhile: whatever the snapshot names is in the backup.
    """
    if folder.exists() and any(folder.iterdir()):
        raise BackupError(f"{folder} is not empty. Name a new folder for each backup.")
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    snapshot = folder / database.name()
    _copy_immutable(folder)
    database.snapshot(snapshot)
    _copy_immutable(folder)
    _copy_secret(folder)
    record = Record(version("botwright"), datetime.now(UTC).isoformat(), connection.vendor, hashes(folder))
    record.write(folder)
    return record


def walk(storage: Storage, folder: str = "") -> Iterator[str]:
    """The names of all files in a storage."""
    try:
        folders, files = storage.listdir(folder)
    except FileNotFoundError:
        return
    yield from (f"{folder}{name}" for name in files if name)
    for name in folders:
        yield from walk(storage, f"{folder}{name}/")


def _copy_immutable(folder: Path) -> None:
    _copy_files(folder / FILES)
    _copy_adapters(folder / ADAPTERS)


def _copy_files(target: Path) -> None:
    for name in walk(default_storage):
        place = target / name
        if place.exists():
            continue
        place.parent.mkdir(parents=True, exist_ok=True)
        try:
            with default_storage.open(name) as source, place.open("wb") as copy:
                shutil.copyfileobj(source, copy)
        except FileNotFoundError:
            # Deleted between the listing and here, and so of no row.
            place.unlink(missing_ok=True)


def _copy_adapters(target: Path) -> None:
    adapters = store.adapters()
    for name in adapters.names():
        # What only object storage has is fetched; an upload under way is of no row yet.
        with suppress(UnknownAdapter):
            adapters.path(name)
    for entry in Path(settings.ADAPTERS_DIR).glob("[!.]*"):
        if entry.is_dir() and not (target / entry.name).exists():
            shutil.copytree(entry, target / entry.name)


def _copy_secret(folder: Path) -> None:
    key = Path(settings.VAR) / SECRET
    if key.exists():
        shutil.copy(key, folder / SECRET)
