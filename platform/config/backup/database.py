"""The database in a file: SQLite by its backup API, PostgreSQL by pg_dump; both while it is written to."""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from django.db import connection

from config.backup.record import BackupError

SNAPSHOTS = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}
ALL_PAGES = -1


def name() -> str:
    """What the snapshot of this database is called. Raises BackupError for a kind that is not known."""
    if connection.vendor not in SNAPSHOTS:
        raise BackupError(f"A {connection.vendor} database cannot be backed up. Use its own tools.")
    return SNAPSHOTS[connection.vendor]


def snapshot(target: Path) -> None:
    """The database of one moment as the file `target`."""
    if connection.vendor == "sqlite":
        _copy(Path(connection.settings_dict["NAME"]), target)
    else:
        _run("pg_dump", "--format=custom", f"--file={target}")


def is_empty() -> bool:
    """Whether there is no table yet."""
    return not connection.introspection.table_names()


def put_back(source: Path) -> None:
    """Makes the database what `source` holds. It must be empty."""
    if connection.vendor == "sqlite":
        _replace(Path(connection.settings_dict["NAME"]), source)
    else:
        # Comments of extensions are their owner's to make, which is not who makes the tables.
        _run("pg_restore", "--no-owner", "--no-comments", "--exit-on-error", "--single-transaction", str(source))


def _copy(source: Path, target: Path) -> None:
    """In one step, so that writers beside it neither wait nor make it start again."""
    with (
        closing(sqlite3.connect(f"{source.as_uri()}?mode=ro", uri=True)) as live,
        closing(sqlite3.connect(target)) as copy,
    ):
        live.backup(copy, pages=ALL_PAGES)
        # A single file from here on, with no log beside it.
        copy.execute("PRAGMA journal_mode=DELETE")
        if (said := copy.execute("PRAGMA integrity_check").fetchone()[0]) != "ok":
            raise BackupError(f"The database is damaged ({said}). Restore an earlier backup.")


def _replace(target: Path, source: Path) -> None:
    connection.close()
    draft = target.with_name(f".{target.name}.restoring")
    shutil.copyfile(source, draft)
    for leftover in ("-wal", "-shm"):
        target.with_name(target.name + leftover).unlink(missing_ok=True)
    os.replace(draft, target)


def _run(program: str, *arguments: str) -> None:
    """One of PostgreSQL's programs on our database; the password goes by the environment, unseen by `ps`."""
    path = shutil.which(program)
    if path is None:
        raise BackupError(f"{program} is not installed. On Debian: apt-get install postgresql-client")
    database = connection.settings_dict
    # Options of the address, such as a socket's folder, go to the driver as they are.
    options = {key.upper(): value for key, value in database.get("OPTIONS", {}).items()}
    known = {
        f"PG{key}": database.get(key) or options.get(key) for key in ("HOST", "PORT", "USER", "PASSWORD", "SSLMODE")
    }
    environment = {key: str(value) for key, value in {**known, "PGDATABASE": database["NAME"]}.items() if value}
    where = [f"--dbname={database['NAME']}"] if program == "pg_restore" else []
    done = subprocess.run(
        [path, *where, *arguments], env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise BackupError(f"{program} failed: {done.stderr.strip()[-1000:]}")
