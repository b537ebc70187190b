"""What to run, and one run of it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

MAX_LOG_BYTES = 20_000_000


@dataclass(frozen=True)
class Process:
    """A command; without `env` it inherits, without `log_path` it writes where its parent does.

    A 200 from `health_url` means that it is well.
    """

    name: str
    argv: Sequence[str]
    env: Mapping[str, str] | None = None
    log_path: Path | None = None
    health_url: str | None = None

    def start(self, stop_seconds: float) -> subprocess.Popen[bytes]:
        """Run it under a keeper of its own, in a session of its own."""
        keeper = [sys.executable, "-m", "serving.supervise.keeper", str(os.getpid()), str(stop_seconds)]
        with self._log() as log:
            return subprocess.Popen(
                [*keeper, *self.argv],
                env=None if self.env is None else dict(self.env),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=None if log is None else subprocess.STDOUT,
                start_new_session=True,
            )

    def _log(self) -> AbstractContextManager[IO[Any] | None]:
        if self.log_path is None:
            return nullcontext()
        self.log_path.parent.mkdir(parents=True, exist_ok=True)
        if self.log_path.exists() and self.log_path.stat().st_size > MAX_LOG_BYTES:
            self.log_path.replace(self.log_path.with_suffix(".old.log"))
        return self.log_path.open("ab")


def end(running: subprocess.Popen[bytes], stop_seconds: float) -> None:
    """Wait for a process that was told to stop; its keeper kills it after `stop_seconds`."""
    try:
        running.wait(stop_seconds + 5)
    except subprocess.TimeoutExpired:
        with suppress(ProcessLookupError):
            os.killpg(running.pid, signal.SIGKILL)
        running.wait()
