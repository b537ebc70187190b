"""Whether a process has been well lately, asked over HTTP in a thread."""

from __future__ import annotations

import threading
import urllib.request
from dataclasses import dataclass
from time import monotonic

from serving.supervise.process import Process


@dataclass(frozen=True)
class Patience:
    """Seconds: between two questions, until the first good answer, and without one after that."""

    interval: float = 5.0
    start: float = 1800.0
    illness: float = 60.0


class Health:
    """Asks `process` until `close`; processes without an address are always well."""

    def __init__(self, process: Process, patience: Patience) -> None:
        self._process = process
        self._patience = patience
        self._deadline = monotonic() + patience.start
        self._closed = threading.Event()
        if process.health_url is not None:
            threading.Thread(target=self._watch, args=(process.health_url,), daemon=True).start()

    @property
    def lost(self) -> bool:
        """Whether patience is at its end."""
        return self._process.health_url is not None and monotonic() > self._deadline

    def close(self) -> None:
        """Ask no more."""
        self._closed.set()

    def _watch(self, url: str) -> None:
        while not self._closed.wait(self._patience.interval):
            if _well(url, self._patience.interval):
                self._deadline = monotonic() + self._patience.illness


def _well(url: str, timeout: float) -> bool:
    # A neighbour is asked directly, whatever proxy the environment names.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(url, timeout=timeout) as answer:
            return int(answer.status) == 200
    except OSError:
        return False
