"""Whether this process lives, and whether it can serve."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial

from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.module_loading import import_string

from assistants import store
from config import files
from serving.client import Engine, EngineError
from tenants import rls

# A part that takes longer is as good as away to a load balancer.
SECONDS = 3.0

Check = Callable[[], Awaitable[str]]


async def healthz(request: HttpRequest) -> HttpResponse:
    """200 while the process answers at all: restart it when this fails."""
    return HttpResponse("ok\n", content_type="text/plain")


async def readyz(request: HttpRequest) -> JsonResponse:
    """200 when every part is there, 503 otherwise; `missing` says of each part that is not what to do."""
    checks = _checks()
    words = await asyncio.gather(*map(_timed, checks.values()))
    missing = {name: said for name, said in zip(checks, words, strict=True) if said}
    body = {"ready": not missing, "parts": {name: name not in missing for name in checks}, "missing": missing}
    return JsonResponse(body, status=503 if missing else 200)


def _checks() -> dict[str, Check]:
    """Each says what is wrong, or nothing."""
    checks: dict[str, Check] = {
        "database": sync_to_async(_database),
        "migrations": sync_to_async(_migrations),
        "engine": partial(_engine, settings.ENGINE_URL),
        "storage": sync_to_async(_storage, thread_sensitive=False),
    }
    if settings.EMBEDDINGS_URL:
        checks["embeddings"] = partial(_engine, settings.EMBEDDINGS_URL)
    if settings.CELERY_BROKER_URL:
        checks["broker"] = sync_to_async(_broker, thread_sensitive=False)
    return checks


async def _timed(check: Check) -> str:
    try:
        return await asyncio.wait_for(check(), SECONDS)
    except TimeoutError:
        return f"No answer within {SECONDS:.0f} seconds."


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        return f"The database does not answer ({type(error).__name__}). Check DATABASE_URL."
    return ""


def _migrations() -> str:
    try:
        executor = MigrationExecutor(connection)
        waiting = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
        closed = 0 if waiting else rls.closed_tables()
    except DatabaseError:
        return "Not known while the database does not answer."
    if waiting:
        return f"{waiting} to apply. Run `manage.py migrate`."
    if closed:
        # `migrate` opens them last, after the migrations themselves.
        return f"{closed} tables are closed to DATABASE_URL's role. Give `manage.py migrate` its name as DATABASE_ROLE."
    return ""


async def _engine(url: str) -> str:
    async with Engine(url, timeout=SECONDS) as engine:
        well = await engine.health()
    return "" if well else f"No answer from {url}. Start `python -m serving`."


def _storage() -> str:
    try:
        files.check_reachable()
        store.adapters().check_reachable()
    except (files.Unreachable, EngineError) as error:
        return f"{error} Check FILES_S3 and ADAPTERS_S3, or who may write in {settings.VAR}."
    return ""


def _broker() -> str:
    # Loaded where there is a broker only.
    connect = import_string("kombu.Connection")
    try:
        with connect(settings.CELERY_BROKER_URL, connect_timeout=SECONDS) as broker:
            broker.ensure_connection(max_retries=1, timeout=SECONDS)
    except Exception as error:
        # Every transport has errors of its own.
        return f"The broker does not answer ({type(error).__name__}). Check CELERY_BROKER_URL."
    return ""
