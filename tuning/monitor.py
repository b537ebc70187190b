"""What the outside sees of a run and tells it: progress lines out, a cancellation in."""

import signal
import time
from collections import deque
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType

from tuning.job.files import append_progress, cancel_requested
from tuning.job.records import Phase, Progress

INTERVAL = 0.5
"""Seconds between two lines of one phase: a fast machine should not fill the disk."""


class Cancelled(Exception):
    """A person asked the run to stop."""


class Cancellation:
    """Set by SIGTERM, SIGINT or the file `cancel` in the job folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._signalled = False

    def listen(self) -> None:
        """Takes over SIGTERM and SIGINT of this process."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._signal)

    def check(self) -> None:
        """Raises Cancelled when a stop was asked for."""
        if self._signalled or cancel_requested(self._folder):
            raise Cancelled

    def _signal(self, _number: int, _frame: FrameType | None) -> None:
        self._signalled = True


class Monitor:
    """Writes `progress.jsonl` with the speed over the last steps, counting on from stage to stage."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._recent: deque[tuple[int, float]] = deque(maxlen=20)
        self._last: tuple[Phase, float] = ("loading", 0.0)
        self._stage, self._steps, self._tokens = "", 0, 0

    def enter(self, stage: str, steps: int, tokens: int) -> None:
        """Lines are about this stage from here on; those before it took that many steps and tokens."""
        self._stage, self._steps, self._tokens = stage, steps, tokens

    def stepped(self, tokens: int, seconds: float) -> None:
        """Counts a step of that many tokens and seconds."""
        self._recent.append((tokens, seconds))

    def speed(self) -> float | None:
        """Tokens per second over the last steps."""
        seconds = sum(seconds for _, seconds in self._recent)
        return sum(tokens for tokens, _ in self._recent) / seconds if seconds else None

    def tell(self, progress: Progress) -> None:
        """Adds a line, stamped and with the speed, unless one about training was added just now."""
        now = time.monotonic()
        if progress.phase == "training" and self._last[0] == "training" and now - self._last[1] < INTERVAL:
            return
        self._last = (progress.phase, now)
        stamp = datetime.now(UTC).isoformat(timespec="milliseconds")
        counted = replace(
            progress,
            step=progress.step + self._steps,
            steps=progress.steps + self._steps,
            tokens=progress.tokens + self._tokens,
        )
        append_progress(self._folder, replace(counted, time=stamp, tokens_per_second=self.speed(), stage=self._stage))
