"""Whether this process lives, whether it can serve, and what it counts."""

from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse

from serving.client import Engine

ENGINE_SECONDS = 3.0


async def healthz(request: HttpRequest) -> HttpResponse:
    """200 while the process answers at all: restart it when this fails."""
    return HttpResponse("ok\n", content_type="text/plain")


async def readyz(request: HttpRequest) -> JsonResponse:
    """200 when the database, its schema and the engine are there; 503 and what is missing otherwise."""
    checks = await sync_to_async(_database)() | await _engine()
    missing = {name: words for name, words in checks.items() if words}
    return JsonResponse({"ready": not missing, "missing": missing}, status=503 if missing else 200)


def _database() -> dict[str, str]:
    """What is wrong with the database and with its schema; empty words when nothing is."""
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as error:
        return {"database": f"The database does not answer ({type(error).__name__}). Check DATABASE_URL."}
    return {"migrations": f"{len(waiting)} to apply. Run `manage.py migrate`." if waiting else ""}


async def _engine() -> dict[str, str]:
    async with Engine(settings.ENGINE_URL, timeout=ENGINE_SECONDS) as engine:
        well = await engine.health()
    return {"engine": "" if well else f"No answer from {settings.ENGINE_URL}. Start `python -m serving`."}
