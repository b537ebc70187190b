"""The platform on PostgreSQL, by settings alone."""

import os
import subprocess
import sys
from pathlib import Path

import httpx
import psycopg
import pytest

from tests.scale.postgres import APP, Postgres
from tests.torture.place import ROOT, Place
from tests.torture.visitor import Visitor, said, some
from tests.torture.words import LONG

SUITES = ["tests/tenants", "tests/knowledge/test_search.py", "tests/knowledge/test_workflows.py"]
SUITES += ["tests/knowledge/test_postgresql.py", "tests/chat/test_streams.py", "tests/chat/test_workflows.py"]


def test_the_suites_that_touch_the_database_pass_on_it(postgres: Postgres) -> None:
    environment = {**os.environ, "DATABASE_URL": postgres.owner}
    argv = [sys.executable, "-m", "pytest", "-m", "not scale", "-p", "no:cacheprovider", *SUITES]
    done = subprocess.run(argv, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-6000:]
    assert "skipped" not in done.stdout


async def test_an_answer_torn_and_resumed_comes_together(place_on_postgres: Place) -> None:
    place = place_on_postgres
    place.script(reply=LONG, token_delay=0.01)
    async with Visitor(place.url, place.site_key) as reader:
        async with reader.ask() as stream:
            events = await some(stream, 30)
        events += await reader.rest(events[0].data["message_id"], events[-1].id)
        assert said(events) == LONG
        assert [turn["state"] for turn in await reader.transcript()] == ["done", "done"]


def test_a_session_that_names_no_tenant_sees_nothing_and_one_sees_its_own(
    place_on_postgres: Place, postgres: Postgres
) -> None:
    with psycopg.connect(postgres.app) as connection:
        count = "SELECT count(*) FROM knowledge_passage"
        assert connection.execute(count).fetchone() == (0,)
        assert connection.execute("SELECT count(*) FROM knowledge_passage_search").fetchone() == (0,)
        tenant = connection.execute("SELECT id::text FROM tenants_tenant").fetchone()
        assert tenant is not None
        connection.execute("SELECT set_config('botwright.tenant', %s, true)", tenant)
        assert connection.execute(count).fetchone() == (1,)
        connection.commit()
        assert connection.execute(count).fetchone() == (0,)


@pytest.mark.parametrize("who", ["superuser", "owner"])
def test_a_role_that_could_see_past_the_policies_is_refused(
    place_on_postgres: Place, postgres: Postgres, who: str
) -> None:
    place = place_on_postgres
    environment = {**place.settings, "DATABASE_URL": getattr(postgres, who)}
    uvicorn = [sys.executable, "-m", "uvicorn", "config.asgi:application", "--port", "0"]
    worker = [sys.executable, str(Path(ROOT) / "manage.py"), "worker", "--drain"]
    for argv in (uvicorn, worker):
        done = subprocess.run(argv, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=180)
        assert done.returncode != 0
        assert "row-level security would not hold it" in done.stderr


def test_a_server_is_not_ready_before_its_role_may_write(place_on_postgres: Place, postgres: Postgres) -> None:
    place = place_on_postgres
    with psycopg.connect(postgres.owner, autocommit=True) as owner:
        owner.execute(f"REVOKE ALL ON chat_message FROM {APP}")
        told = httpx.get(f"{place.url}/readyz", trust_env=False, timeout=30)
        assert (told.status_code, list(told.json()["missing"])) == (503, ["migrations"])
        assert "closed to DATABASE_URL" in told.json()["missing"]["migrations"]
        place.migrate()
    assert httpx.get(f"{place.url}/readyz", trust_env=False, timeout=30).status_code == 200
