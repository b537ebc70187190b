"""Jobs carried by Celery, over Redis and over RabbitMQ: each runs once, whatever is lost or killed on the way."""

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
from kombu import Connection

from tests.scale import rabbitmq, redis
from tests.scale.rabbitmq import RabbitServer
from tests.scale.redis import RedisServer
from tests.torture import place as places
from tests.torture.place import ROOT, Place

# `WAIT_SECONDS`: without anything happening.
VISIBILITY_SECONDS, LONG_SECONDS, WAIT_SECONDS = 10, 60, 300
QUEUE = "botwright.ingest"
Jobs = dict[str, dict[str, Any]]
Broker = RedisServer | RabbitServer
Start = Callable[[str], Popen[bytes]]


@pytest.fixture(scope="module", params=["redis", "rabbitmq"])
def broker(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Broker]:
    servers = {"redis": redis.running, "rabbitmq": rabbitmq.running}
    with servers[request.param](tmp_path_factory.mktemp("broker")) as server:
        yield server


@pytest.fixture(scope="module")
def place(broker: Broker, tmp_path_factory: pytest.TempPathFactory) -> Place:
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
    with _log(place, name).open("ab") as log:
        return Popen(command, env=place.settings, cwd=ROOT, stdout=log, stderr=log)


def _log(place: Place, name: str) -> Path:
    return place.var / f"{name}.log"


@pytest.fixture
def worker(place: Place) -> Iterator[Start]:
    """Starts a worker of both queues by a name; all end with the test."""
    started: list[Popen[bytes]] = []

    def start(name: str) -> Popen[bytes]:
        queues = f"{QUEUE},botwright.sweep"
        argv = ("worker", "-Q", queues, "-c", "1", "-n", f"{name}@test", "--loglevel", "INFO")
        started.append(_celery(place, name, *argv))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()


@pytest.fixture(scope="module")
def beat(place: Place) -> Iterator[None]:
    """The sweep: one process for all tests, also those that kill its broker."""
    process = _celery(place, "beat", "beat", "-s", str(place.var / "beat"))
    yield
    assert process.poll() is None
    process.kill()
    process.wait()


def _enqueue(place: Place, kind: str, **given: Any) -> list[str]:
    told = json.dumps({"kind": kind, "tenant": "A", "count": 1, "seconds": 0, "until": "", **given})
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
    changed, rows = time.monotonic(), _jobs(place, ids)
    while {row["state"] for row in rows.values()} - set(states):
        assert time.monotonic() < changed + WAIT_SECONDS, rows
        time.sleep(0.2)
        before, rows = rows, _jobs(place, ids)
        if rows != before:
            changed = time.monotonic()
    return rows


def _wait_for_work(place: Place, job: str) -> None:
    """Until it has not only been claimed but begun."""
    deadline = time.monotonic() + WAIT_SECONDS
    while not _jobs(place, [job])[job]["progress"].get("runs"):
        assert time.monotonic() < deadline
        time.sleep(0.1)


def _runs(row: dict[str, Any]) -> tuple[int, int]:
    """How often it was claimed, and how often it began to work."""
    return row["attempt"], len(row["progress"]["runs"])


def test_a_job_longer_than_the_visibility_timeout_runs_once(
    place: Place, broker: Broker, worker: Start, beat: None
) -> None:
    if isinstance(broker, RabbitServer):
        pytest.skip("RabbitMQ has no visibility timeout.")
    worker("one")
    release = place.var / "release"
    (long,) = _enqueue(place, "scale.sleep", seconds=LONG_SECONDS, until=str(release))
    _wait(place, [long], "running")
    time.sleep(VISIBILITY_SECONDS + 1)
    # A worker takes back what others left lying when it starts, and then every 100 seconds.
    worker("two")
    deadline = time.monotonic() + WAIT_SECONDS
    while "botwright.run[" not in _log(place, "two").read_text():
        assert time.monotonic() < deadline
        time.sleep(0.2)
    release.touch()
    assert _runs(_wait(place, [long], "succeeded")[long]) == (1, 1)


def test_a_job_whose_message_was_lost_is_found_by_the_sweep(
    place: Place, broker: Broker, worker: Start, beat: None
) -> None:
    (lost,) = _enqueue(place, "scale.sleep")
    with Connection(broker.url) as connection, closing(connection.SimpleQueue(QUEUE)) as queue:
        assert queue.clear() >= 1
    worker("one")
    assert _runs(_wait(place, [lost], "succeeded")[lost]) == (1, 1)


def test_a_broker_killed_in_the_middle_of_a_job_loses_and_repeats_nothing(
    place: Place, broker: Broker, worker: Start, beat: None
) -> None:
    worker("one")
    (going,) = _enqueue(place, "scale.sleep", seconds=8)
    _wait(place, [going], "running")
    broker.kill()
    (meanwhile,) = _enqueue(place, "scale.sleep")
    broker.start()
    rows = _wait(place, [going, meanwhile], "succeeded")
    assert [_runs(row) for row in rows.values()] == [(1, 1), (1, 1)]


def test_a_killed_workers_job_is_done_by_another(place: Place, worker: Start, beat: None) -> None:
    first = worker("one")
    (job,) = _enqueue(place, "scale.sleep", seconds=4)
    _wait_for_work(place, job)
    for process in (*_children(first.pid), first.pid):
        os.kill(process, signal.SIGKILL)
    worker("two")
    assert _runs(_wait(place, [job], "succeeded")[job]) == (2, 2)


def test_a_job_that_always_kills_its_worker_is_given_up_after_three_and_others_go_on(
    place: Place, worker: Start, beat: None
) -> None:
    worker("one")
    (deadly,) = _enqueue(place, "scale.kill")
    (harmless,) = _enqueue(place, "scale.sleep")
    assert _wait(place, [harmless], "succeeded")
    row = _wait(place, [deadly], "failed")[deadly]
    assert (row["error_code"], len(row["progress"]["runs"])) == ("gave_up", 3)


def test_a_tenant_with_a_thousand_jobs_does_not_keep_another_waiting(place: Place, worker: Start, beat: None) -> None:
    many = _enqueue(place, "scale.sleep", count=1000)
    (other,) = _enqueue(place, "scale.sleep", tenant="B")
    worker("one")
    started = _wait(place, [other], "succeeded")[other]["started_at"]
    before = [row for row in _jobs(place, many).values() if row["started_at"] and row["started_at"] < started]
    assert len(before) <= 1
    assert {_runs(row) for row in _wait(place, many, "succeeded").values()} == {(1, 1)}


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
