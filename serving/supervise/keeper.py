"""`python -m serving.supervise.keeper PARENT SECONDS COMMAND…`: runs a command and sees that nothing of it remains.

It stands between the supervisor and the command: when it is told to stop, or its parent dies (by SIGKILL too),
it tells the command to stop, kills it after some seconds, and then kills whatever the command left running,
in whatever session. If the keeper itself is killed, the command is killed with it.
"""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from types import FrameType

# From <linux/prctl.h>.
PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36


def main() -> int:
    """Exit code of the command; 128 + the signal if one ended it."""
    parent, seconds, command = int(sys.argv[1]), float(sys.argv[2]), sys.argv[3:]
    _prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    _prctl(PR_SET_CHILD_SUBREAPER, 1)
    # Had the parent died before the line above, no signal would ever come.
    if os.getppid() != parent:
        return 1
    child = subprocess.Popen(command, process_group=0, preexec_fn=_die_with_keeper)
    _stop_on_signal(child, seconds)
    code = child.wait()
    _sweep()
    return code if code >= 0 else 128 - code


def _die_with_keeper() -> None:
    _prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def _stop_on_signal(child: subprocess.Popen[bytes], seconds: float) -> None:
    def stop(number: int, frame: FrameType | None) -> None:
        signal.setitimer(signal.ITIMER_REAL, seconds)
        child.terminate()

    def kill(number: int, frame: FrameType | None) -> None:
        child.kill()

    signal.signal(signal.SIGALRM, kill)
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, stop)


def _sweep() -> None:
    """Kill the descendants. The children of each one killed become the keeper's own, until none is left."""
    while children := _children():
        for child in children:
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
            with suppress(ChildProcessError):
                os.waitpid(child, 0)


def _children() -> list[int]:
    path = Path(f"/proc/self/task/{os.getpid()}/children")
    return [int(child) for child in path.read_text().split()] if path.exists() else []


def _prctl(option: int, value: int) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(option, value)


if __name__ == "__main__":
    sys.exit(main())
