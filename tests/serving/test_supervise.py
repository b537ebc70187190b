"""Processes are restarted, stopped as a whole, and never outlive their supervisor."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from serving import fake
from serving.fake import Script
from serving.supervise import Process, Supervisor
from serving.supervise.health import Patience


def until(condition: Callable[[], object], seconds: float = 15.0) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.02)
    return False


def lines(path: Path) -> list[str]:
    return path.read_text().split() if path.exists() else []


def alive(pid: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().split()[2]
    except OSError:
        return False


@contextmanager
def supervised(*processes: Process, **options: object) -> Iterator[Supervisor]:
    supervisor = Supervisor(processes, **{"stop_seconds": 2.0, "first_delay": 0.05, **options})
    thread = threading.Thread(target=supervisor.run)
    thread.start()
    try:
        yield supervisor
    finally:
        supervisor.stop()
        thread.join(20)
    assert not thread.is_alive()


def shell(script: str, **options: object) -> Process:
    return Process("shell", ["/bin/sh", "-c", script], **options)


def test_a_process_that_dies_is_started_again_and_its_output_is_kept(tmp_path):
    log = tmp_path / "logs" / "shell.log"
    with supervised(shell("echo run; exit 3", log_path=log)):
        assert until(lambda: len(lines(log)) >= 3)


def test_a_process_killed_from_outside_is_started_again(tmp_path):
    pids = tmp_path / "pids"
    with supervised(shell(f"echo $$ >> {pids}; exec sleep 60")):
        assert until(lambda: len(lines(pids)) == 1)
        os.kill(int(lines(pids)[0]), signal.SIGKILL)
        assert until(lambda: len(lines(pids)) == 2)


def test_stopping_leaves_nothing_even_of_what_hides_in_another_session(tmp_path):
    pids = tmp_path / "pids"
    with supervised(shell(f"setsid sh -c 'echo $$ >> {pids}; exec sleep 60' & echo $$ >> {pids}; wait")):
        assert until(lambda: len(lines(pids)) == 2)
    assert not any(alive(int(pid)) for pid in lines(pids))


def test_a_process_that_ignores_the_signal_is_killed(tmp_path):
    pids = tmp_path / "pids"
    ignoring = shell(f"trap '' TERM; echo $$ >> {pids}; while :; do sleep 0.1; done")
    with supervised(ignoring, stop_seconds=0.3):
        assert until(lambda: lines(pids))
    assert not alive(int(lines(pids)[0]))


def test_a_process_gets_time_to_clean_up(tmp_path):
    ready, cleaned = tmp_path / "ready", tmp_path / "cleaned"
    with supervised(shell(f"trap 'sleep 0.2; touch {cleaned}; exit' TERM; touch {ready}; while :; do sleep 0.1; done")):
        assert until(ready.exists)
    assert cleaned.exists()


def test_a_supervisor_that_is_killed_leaves_no_orphan(tmp_path):
    pids = tmp_path / "pids"
    script = f"setsid sh -c 'echo $$ >> {pids}; exec sleep 60' & echo $$ >> {pids}; wait"
    code = (
        "from serving.supervise import *; "
        f"Supervisor([Process('shell', ['/bin/sh', '-c', {script!r}])], stop_seconds=1).run()"
    )
    supervisor = subprocess.Popen([sys.executable, "-c", code])
    assert until(lambda: len(lines(pids)) == 2)
    supervisor.kill()
    supervisor.wait()
    assert until(lambda: not any(alive(int(pid)) for pid in lines(pids)))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_to_the_supervisor_ends_it_and_its_processes(tmp_path, number):
    pids = tmp_path / "pids"
    code = (
        "from serving.supervise import *; "
        f"Supervisor([Process('shell', ['/bin/sh', '-c', 'echo $$ >> {pids}; exec sleep 60'])]).run()"
    )
    supervisor = subprocess.Popen([sys.executable, "-c", code])
    assert until(lambda: lines(pids))
    supervisor.send_signal(number)
    assert supervisor.wait(20) == 0
    assert not alive(int(lines(pids)[0]))


def test_a_process_that_stays_unhealthy_is_started_again(tmp_path):
    pids = tmp_path / "pids"
    patience = Patience(interval=0.05, start=0.4, illness=0.4)
    with fake.running(fake.create_app(Script(fault="unavailable"))) as url:
        process = shell(f"echo $$ >> {pids}; exec sleep 60", health_url=f"{url}/health")
        with supervised(process, patience=patience):
            assert until(lambda: len(lines(pids)) >= 2)


def test_a_healthy_process_is_left_alone(tmp_path):
    pids = tmp_path / "pids"
    patience = Patience(interval=0.05, start=0.5, illness=0.5)
    with fake.running(fake.create_app()) as url:
        process = shell(f"echo $$ >> {pids}; exec sleep 60", health_url=f"{url}/health")
        with supervised(process, patience=patience):
            assert until(lambda: lines(pids))
            time.sleep(1.2)
    assert len(lines(pids)) == 1
