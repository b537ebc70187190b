"""Jobs carried by Celery: each runs once, whatever is lost or killed on the way."""

import json
import os
import signal
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from subprocess import Popen
from typing import Any

import pytest

from tests.scale import redis as servers
from tests.scale.redis import RedisServer
from tests.torture import place as places
from tests.torture.place import ROOT, Place

VISIBILITY_SECONDS, LONG_SECONDS, WAIT_SECONDS = 2, 8, 300
Jobs = dict[str, dict[str, Any]]


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    with servers.running(tmp_path_factory.mktemp("broker")) as server:
        yield server


@pytest.fixture(scope="module")
def place(broker: RedisServer, tmp_path_factory: pytest.TempPathFactory) -> Place:
    """A database; who works on it, the tests start."""
    settings = {
        "CELERY_BROKER_URL": broker.url,
        "CELERY_VISIBILITY_SECONDS": str(VISIBILITY_SECONDS),
        "DJANGO_SETTINGS_MODULE": "tests.scale.work.settings",
    }
    place = places.at(tmp_path_factory.mktemp("place"), **settings)
    place.migrate()
    return place


def _celery(place: Place, name: str, *argv: str) -> Popen[bytes]:
    command = [sys.executable, "-m", "celery", "-A", "config.celery", *argv]
    with (place.var / f"{name}.log").open("ab") as log:
        return Popen(command, env=place.settings, cwd=ROOT, stdout=log, stderr=log)


@pytest.fixture
def worker(place: Place) -> Iterator[Callable[[str], Popen[bytes]]]:
    """Starts a worker of both queues by a name; all end with the test."""
    started: list[Popen[bytes]] = []

    def start(name: str) -> Popen[bytes]:
        queues = "botwright.ingest,botwright.sweep"
        started.append(_celery(place, name, "worker", "-Q", queues, "-c", "1", "-n", f"{name}@test"))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()


@pytest.fixture(scope="module")
def beat(place: Place) -> Iterator[None]:
    """The sweep."""
    process = _celery(place, "beat", "beat", "-s", str(place.var / "beat"))
    yield
    process.kill()
    process.wait()


def _enqueue(place: Place, kind: str, **given: Any) -> list[str]:
    told = json.dumps({"kind": kind, "tenant": "A", "count": 1, "seconds": 0, **given})
    made: list[str] = json.loads(place.run(sys.executable, "-m", "tests.scale.work.enqueue", told))
    return made


def _jobs(place: Place, ids: list[str]) -> Jobs:
    marks = ", ".join("?" * len(ids))
    query = f"SELECT id, state, attempt, progress, error_code, started_at FROM tenants_job WHERE id IN ({marks})"
    with closing(sqlite3.connect(place.var / "botwright.sqlite3", timeout=20)) as database:
        database.row_factory = sqlite3.Row
        rows = database.execute(query, ids).fetchall()
    return {row["id"]: {**row, "progress": json.loads(row["progress"])} for row in rows}


def _wait(place: Place, ids: list[str], *states: str) -> Jobs:
    deadline = time.monotonic() + WAIT_SECONDS
    rows = _jobs(place, ids)
    while {row["state"] for row in rows.values()} - set(states):
        assert time.monotonic() < deadline, rows
        time.sleep(0.2)
        rows = _jobs(place, ids)
    return rows


def test_a_job_longer_than_the_visibility_timeout_runs_once(place: Place, worker: Any, beat: None) -> None:
    for name in ("one", "two"):
        worker(name)
    (long,) = _enqueue(place, "scale.sleep", seconds=LONG_SECONDS)
    row = _wait(place, [long], "succeeded")[long]
    assert (row["attempt"], len(row["progress"]["runs"])) == (1, 1)


def test_a_job_whose_message_was_lost_is_found_by_the_sweep(place: Place, broker: RedisServer, worker: Any) -> None:
    broker.kill()
    lost = _enqueue(place, "scale.sleep")
    broker.start()
    worker("one")
    beat = _celery(place, "beat", "beat", "-s", str(place.var / "beat-again"))
    try:
        assert _wait(place, lost, "succeeded")[lost[0]]["attempt"] == 1
    finally:
        beat.kill()
        beat.wait()


def test_a_killed_workers_job_is_done_by_another(place: Place, worker: Any, beat: None) -> None:
    first = worker("one")
    (job,) = _enqueue(place, "scale.sleep", seconds=4)
    _wait(place, [job], "running", "succeeded")
    for process in (*_children(first.pid), first.pid):
        os.kill(process, signal.SIGKILL)
    worker("two")
    row = _wait(place, [job], "succeeded")[job]
    assert (row["attempt"], len(row["progress"]["runs"])) == (2, 2)


def test_a_job_that_always_kills_its_worker_is_given_up_and_others_go_on(place: Place, worker: Any, beat: None) -> None:
    worker("one")
    (deadly,) = _enqueue(place, "scale.kill")
    (harmless,) = _enqueue(place, "scale.sleep")
    assert _wait(place, [harmless], "succeeded")
    row = _wait(place, [deadly], "failed")[deadly]
    assert row["error_code"] == "gave_up"


def test_a_tenant_with_many_jobs_does_not_keep_another_waiting(place: Place, worker: Any, beat: None) -> None:
    many = _enqueue(place, "scale.sleep", count=200)
    (other,) = _enqueue(place, "scale.sleep", tenant="B")
    worker("one")
    started = _wait(place, [other], "succeeded")[other]["started_at"]
    before = [row for row in _jobs(place, many).values() if row["started_at"] and row["started_at"] < started]
    assert len(before) <= 1
    assert {row["attempt"] for row in _wait(place, many, "succeeded").values()} == {1}


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
