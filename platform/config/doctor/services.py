"""What Botwright talks to: its database, its engine, its mail."""

from collections.abc import Iterator
from pathlib import Path

from asgiref.sync import async_to_sync
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from config.doctor.finding import Finding, Level
from serving.client import Engine


def services() -> Iterator[Finding]:
    """What is reachable now."""
    yield _writable()
    yield _database()
    yield _engine()
    yield _mail()
    yield _address()


def _writable() -> Finding:
    folder = Path(settings.VAR)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / ".doctor"
        probe.write_text("")
        probe.unlink()
    except OSError as error:
        advice = "Give this user the folder, or set BOTWRIGHT_VAR to another one."
        return Finding(Level.MISSING, "data folder", str(error), advice)
    return Finding(Level.FINE, "data folder", str(folder))


def _database() -> Finding:
    name = f"{connection.vendor} ({connection.settings_dict['NAME']})"
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as error:
        return Finding(Level.MISSING, "database", f"{name}: {error}", "Check DATABASE_URL and that the server runs.")
    if waiting:
        found = f"{name}: {len(waiting)} migrations to apply"
        return Finding(Level.MISSING, "database", found, "Run `python manage.py migrate` (`manage.py up` does it).")
    return Finding(Level.FINE, "database", name)


def _engine() -> Finding:
    if async_to_sync(_healthy)():
        return Finding(Level.FINE, "engine", settings.ENGINE_URL)
    advice = "Start it with `manage.py up`, or set ENGINE_URL to a running one; its log is var/logs/engine.log."
    return Finding(Level.NOTE, "engine", f"no answer at {settings.ENGINE_URL}", advice)


async def _healthy() -> bool:
    async with Engine(settings.ENGINE_URL, timeout=5.0) as engine:
        return await engine.health()


def _mail() -> Finding:
    if settings.EMAIL_BACKEND.endswith("console.EmailBackend"):
        return Finding(Level.NOTE, "e-mail", "printed on the web server's console", "Set EMAIL_BACKEND to send it.")
    return Finding(Level.FINE, "e-mail", settings.EMAIL_BACKEND)


def _address() -> Finding:
    if settings.BASE_URL.startswith("https://"):
        return Finding(Level.FINE, "address", settings.BASE_URL)
    advice = "Fine on your own machine; set BASE_URL to your https:// address before strangers use it."
    return Finding(Level.NOTE, "address", settings.BASE_URL, advice)
