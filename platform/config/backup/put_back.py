"""Puts a backup back on an empty machine, and checks that every byte arrived."""

import hashlib
import shutil
from pathlib import Path

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import connection

from assistants import store
from config.backup import database
from config.backup.make import walk
from config.backup.record import ADAPTERS, FILES, SECRET, BackupError, Record, hashes
from serving.client import EngineError


def put_back(folder: Path) -> Record:
    """Database, files, adapters and secret key as they were. Raises BackupError; before that nothing is written."""
    record = Record.read(folder)
    if record.vendor != connection.vendor:
        raise BackupError(f"This is a backup of {record.vendor}; DATABASE_URL names {connection.vendor}. Change it.")
    record.check(folder)
    if not database.is_empty() or next(walk(default_storage), None):
        raise BackupError("There is a Botwright here already. Set BOTWRIGHT_VAR or DATABASE_URL to an empty place.")
    database.put_back(folder / database.name())
    _put_files(folder / FILES)
    _put_adapters(folder / ADAPTERS)
    if (folder / SECRET).exists():
        shutil.copy(folder / SECRET, Path(settings.VAR) / SECRET)
    return record


def _put_files(source: Path) -> None:
    for name, expected in hashes(source).items():
        with (source / name).open("rb") as content:
            kept = default_storage.save(name, File(content))
        with default_storage.open(kept) as content:
            arrived = hashlib.file_digest(content, "sha256").hexdigest()
        if (kept, arrived) != (name, expected):
            raise BackupError(f"The file {name} did not arrive whole. Empty the storage, then try again.")


def _put_adapters(source: Path) -> None:
    root, adapters = Path(settings.ADAPTERS_DIR), store.adapters()
    for entry in sorted(source.glob("*")):
        if not (root / entry.name).exists():
            shutil.copytree(entry, root / entry.name)
    for name in sorted(entry.name for entry in source.glob("a-*")):
        try:
            manifest = adapters.manifest(name)
            # Brings it to object storage, where that is where adapters are kept.
            adapters.publish(source / name, base_sha256=manifest.base_sha256, template_sha256=manifest.template_sha256)
        except EngineError as error:
            raise BackupError(f"The adapter {name} did not arrive whole: {error}") from error
