"""`scale.sleep` takes the seconds in its progress, and waits for the file there; `scale.kill` is killed as by a machine
without memory."""

import os
import signal
import time

from tenants.jobs import JobContext, handler


@handler("scale.sleep", lane="ingest")
def sleep(context: JobContext) -> None:
    """Notes each run in the row."""
    _note(context)
    end, file = time.monotonic() + context.job.progress.get("seconds", 0), context.job.progress.get("until")
    while time.monotonic() < end or (file and not os.path.exists(file)):
        context.check()
        time.sleep(0.1)


@handler("scale.kill", lane="ingest")
def kill(context: JobContext) -> None:
    """Notes the run too, and never returns."""
    _note(context)
    os.kill(os.getpid(), signal.SIGKILL)


def _note(context: JobContext) -> None:
    context.progress(runs=[*context.job.progress.get("runs", []), context.job.runner])
