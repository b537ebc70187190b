"""Runs several processes until it is told to stop."""

from __future__ import annotations

import logging
import signal
import subprocess
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import FrameType

from serving.supervise.health import Health, Patience
from serving.supervise.process import Process, end

log = logging.getLogger("serving.supervise")

POLL_SECONDS = 0.1
STOP_SECONDS = 15.0
FIRST_DELAY = 1.0
LONGEST_DELAY = 30.0
# A run of this length counts as a success: the next restart is quick again.
STEADY_SECONDS = 60.0


class Supervisor:
    """Restarts each of `processes` when it ends or stays unhealthy, after a delay that doubles up to 30 s."""

    def __init__(
        self,
        processes: Sequence[Process],
        *,
        stop_seconds: float = STOP_SECONDS,
        first_delay: float = FIRST_DELAY,
        patience: Patience | None = None,
    ) -> None:
        patience = patience or Patience()
        self._runs = [_Run(process, stop_seconds, first_delay, patience) for process in processes]
        self._stopping = False

    def run(self) -> None:
        """Blocks until `stop`, or a signal in the main thread; then everything has ended."""
        with self._signals():
            try:
                while not self._stopping:
                    for run in self._runs:
                        run.tend()
                    time.sleep(POLL_SECONDS)
            finally:
                for run in self._runs:
                    run.tell_to_stop()
                for run in self._runs:
                    run.finish()

    def stop(self) -> None:
        """Make `run` return soon; callable from any thread."""
        self._stopping = True

    @contextmanager
    def _signals(self) -> Iterator[None]:
        def stop(number: int, frame: FrameType | None) -> None:
            self.stop()

        if threading.current_thread() is not threading.main_thread():
            yield
            return
        watched = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
        before = {number: signal.signal(number, stop) for number in watched}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


class _Run:
    """One process over all its lives."""

    def __init__(self, process: Process, stop_seconds: float, first_delay: float, patience: Patience) -> None:
        self._process = process
        self._stop_seconds = stop_seconds
        self._first_delay = self._delay = first_delay
        self._patience = patience
        self._running: subprocess.Popen[bytes] | None = None
        self._health: Health | None = None
        self._since = 0.0

    def tend(self) -> None:
        """Start it when it is due, notice when it has ended, stop it when it is ill."""
        if self._running is None:
            if time.monotonic() >= self._since:
                self._start()
        elif (code := self._running.poll()) is not None:
            self._ended(f"ended with exit code {code}")
        elif self._health is not None and self._health.lost:
            self.tell_to_stop()
            self.finish()
            self._ended("did not answer for too long and was stopped")

    def tell_to_stop(self) -> None:
        """Ask it to end, without waiting."""
        if self._running is not None:
            self._running.terminate()

    def finish(self) -> None:
        """Wait for its end, by force if need be."""
        if self._health is not None:
            self._health.close()
        if self._running is not None:
            end(self._running, self._stop_seconds)

    def _start(self) -> None:
        self._running = self._process.start(self._stop_seconds)
        self._health = Health(self._process, self._patience)
        self._since = time.monotonic()
        log.info("%s started (keeper %d)", self._process.name, self._running.pid)

    def _ended(self, what: str) -> None:
        if time.monotonic() - self._since > STEADY_SECONDS:
            self._delay = self._first_delay
        log.warning("%s %s; starting it again in %.0f s", self._process.name, what, self._delay)
        if self._health is not None:
            self._health.close()
        self._running = None
        self._since = time.monotonic() + self._delay
        self._delay = min(2 * self._delay, LONGEST_DELAY)
