"""Becomes the tuning program: `python launch.py PARENT_PID JOB_DIR COMMAND…`. Standard library only, Linux.

Between fork and exec it arranges that the program dies with the worker, gives way to the web and the engine, and waits
for an earlier run of the same folder to be gone. A script of its own, because code between fork and exec inside a
threaded worker can deadlock.
"""

import ctypes
import fcntl
import os
import signal
import sys
from pathlib import Path

PR_SET_PDEATHSIG = 1
NICENESS = 5
ORPHANED = 1


def main() -> None:
    """Does not return."""
    parent, folder, command = int(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:]
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        sys.exit(ORPHANED)
    os.nice(NICENESS)
    lock = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
    # The lock belongs to the open file, which the program inherits and never closes.
    os.set_inheritable(lock, True)
    fcntl.flock(lock, fcntl.LOCK_EX)
    os.execv(command[0], command)


main()
