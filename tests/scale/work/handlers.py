"""`scale.sleep` takes the seconds in its progress; `scale.kill` is killed as by a machine without memory."""

import os
import signal
import time

from tenants.jobs import JobContext, handler


@handler("scale.sleep", lane="ingest")
def sleep(context: JobContext) -> None:
    """Notes each run in the row."""
    _note(context)
    until = time.monotonic() + context.job.progress.get("seconds", 0)
    while time.monotonic() < until:
        context.check()
        time.sleep(0.1)


@handler("scale.kill", lane="ingest")
def kill(context: JobContext) -> None:
    """Notes the run too, and never returns."""
    _note(context)
    os.kill(os.getpid(), signal.SIGKILL)


def _note(context: JobContext) -> None:
    context.progress(runs=[*context.job.progress.get("runs", []), context.job.runner])
