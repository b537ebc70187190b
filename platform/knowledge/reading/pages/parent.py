"""Asks a child process to read pages, and starts another when it dies."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from signal import SIGXCPU
from threading import Event, Lock, Timer
from types import TracebackType
from typing import Any, Self

from knowledge.reading.outcome import Reading, Unreadable
from knowledge.reading.pages.outcome import PageOutcome
from knowledge.reading.pages.signs import Signs
from knowledge.reading.sandbox import SOURCE_ROOT

CHILD = "knowledge.reading.pages.child"
# The child limits itself to 30 s of processor time for a page; a busy machine may need three times as long for them.
SECONDS = 90.0
LONGEST_ANSWER = 64 * 2**20
SIMPLIFY = "Simplify it, or paste its text."


class Died(Exception):
    """The child is gone. `slow`: it took too long, and was ended for it."""

    def __init__(self, *, slow: bool) -> None:
        super().__init__()
        self.slow = slow


class PageReader:
    """One child for many pages, which it reads one at a time; safe to share among threads."""

    def __init__(self, *, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._lock = Lock()
        self._child = _start()
        self._is_fresh = True

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._lock:
            self._end()

    def read(self, url: str, data: bytes, content_type: str = "", *, footer: bool = False) -> PageOutcome:
        """What the page at `url` says, sent with this Content-Type. A page that is too much for the child says so
        itself."""
        told = {"url": url, "content_type": content_type, "footer": footer, "length": len(data)}
        asked = json.dumps(told).encode() + b"\n"
        with self._lock:
            try:
                return _outcome(self._patiently(asked + data))
            except Died as death:
                return PageOutcome(unreadable=self._why(death))

    def _patiently(self, question: bytes) -> dict[str, Any]:
        """Asks again where the child may have died of the pages before. Raises Died."""
        was_fresh = self._is_fresh
        try:
            return self._ask(question)
        except Died as death:
            if was_fresh or death.slow:
                raise
        return self._ask(question)

    def _ask(self, question: bytes) -> dict[str, Any]:
        late, child = Event(), self._child

        def give_up() -> None:
            late.set()
            child.kill()

        timer = Timer(self._seconds, give_up)
        timer.start()
        self._is_fresh = False
        try:
            to_child, from_child = child.stdin, child.stdout
            if to_child is None or from_child is None:
                raise ValueError("The child has no pipes.")
            to_child.write(question)
            to_child.flush()
            answer: dict[str, Any] = json.loads(from_child.readline(LONGEST_ANSWER))
            return answer
        except (OSError, ValueError):
            self._end()
            self._child, self._is_fresh = _start(), True
            raise Died(slow=late.is_set() or child.returncode == -SIGXCPU) from None
        finally:
            timer.cancel()

    def _end(self) -> None:
        self._child.kill()
        self._child.wait()
        for pipe in (self._child.stdin, self._child.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except BrokenPipeError:
                    continue

    def _why(self, death: Died) -> Unreadable:
        if death.slow:
            return Unreadable("too_slow", "Reading this page takes too long.", SIMPLIFY)
        return Unreadable("damaged", "This page breaks the program that reads it.", SIMPLIFY)


def _start() -> subprocess.Popen[bytes]:
    environment = {"PYTHONPATH": str(SOURCE_ROOT), "PATH": os.defpath, "PYTHONUTF8": "1"}
    return subprocess.Popen(
        [sys.executable, "-m", CHILD],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
        cwd=os.sep,
    )


def _outcome(answer: dict[str, Any]) -> PageOutcome:
    signs = Signs.from_json(answer["signs"])
    if "error" in answer:
        return PageOutcome(signs, unreadable=Unreadable(**answer["error"]))
    return PageOutcome(signs, Reading.from_json(answer["reading"]))
