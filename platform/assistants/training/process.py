"""The tuning program as a child process: started, followed, stopped."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

import tuning
from tuning.job import files

COMMAND: Final = [sys.executable, "-m", "tuning"]
SEARCH: Final = [*COMMAND[:-1], "tuning.search"]
CURVE: Final = [*COMMAND[:-1], "tuning.curve"]
LAUNCH = Path(__file__).with_name("launch.py")
LOG = "log.txt"
POLL_SECONDS = 0.5
GRACE_SECONDS = 20.0
SUCCEEDED, FAILED, WRONG, CANCELLED = 0, 1, 2, 3


def run(folder: Path, follow: Callable[[list[files.Progress]], None], *, command: list[str] | None = None) -> int:
    """Runs `command` (python -m tuning) on the folder and returns its exit code.

    `follow` gets all progress so far, twice a second; whatever it raises stops the program and goes on upwards.
    """
    (folder / files.CANCEL).unlink(missing_ok=True)
    with _started(folder, command or COMMAND) as child:
        while (code := _wait(child, POLL_SECONDS)) is None:
            follow(files.read_progress(folder))
    return code


def last_words(folder: Path) -> str:
    """The last lines that the program wrote, for an error's text."""
    log = folder / LOG
    return "\n".join(log.read_text("utf-8", errors="replace").splitlines()[-5:])[-1000:] if log.exists() else ""


@contextmanager
def _started(folder: Path, command: list[str]) -> Iterator[subprocess.Popen[bytes]]:
    """The child in a process group of its own; gone when the context ends, however it ends."""
    arguments = [sys.executable, str(LAUNCH), str(os.getpid()), str(folder), *command, str(folder)]
    with (folder / LOG).open("ab") as log:
        child = subprocess.Popen(
            arguments, stdout=log, stderr=log, cwd=Path(tuning.__file__).parents[1], start_new_session=True
        )
    try:
        yield child
    finally:
        _stop(child, folder)


def _stop(child: subprocess.Popen[bytes], folder: Path) -> None:
    """Asks, then insists, then kills; every step leaves a checkpoint that the next attempt can resume."""
    if child.poll() is not None:
        return
    files.request_cancel(folder)
    for insist in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError):
            os.killpg(child.pid, insist)
        if _wait(child, GRACE_SECONDS) is not None:
            return


def _wait(child: subprocess.Popen[bytes], seconds: float) -> int | None:
    with suppress(subprocess.TimeoutExpired):
        return child.wait(seconds)
    return None
