"""The claim loop: one thread per lane, no broker."""

import logging
import os
import socket
import threading

from django.db import close_old_connections

from tenants.errors import UserError
from tenants.jobs import queue
from tenants.jobs.context import JobCancelled, JobContext, LeaseLost
from tenants.jobs.registry import handler_of, kinds_of, lanes
from tenants.jobs.watch import watched
from tenants.models import Job
from tenants.scope import tenant_scope
from tenants.trail import Trail, following

logger = logging.getLogger(__name__)

POLL_SECONDS = 0.5


class Runner:
    """Runs due jobs until `stop()`: at most one per lane at a time."""

    def __init__(self) -> None:
        self.name = f"{socket.gethostname()}:{os.getpid()}"
        self._stopping = threading.Event()

    def run(self) -> None:
        """Blocks until `stop()` is called and the jobs in hand have ended."""
        threads = [threading.Thread(target=self._serve, args=(lane,), name=f"lane-{lane}") for lane in lanes()]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def stop(self) -> None:
        """Takes no further job."""
        self._stopping.set()

    def drain(self) -> int:
        """Runs everything that is due now, in this thread, and returns how many jobs that were."""
        done = 0
        while ran := sum(self.step(lane) for lane in lanes()):
            done += ran
        return done

    def _serve(self, lane: str) -> None:
        while not self._stopping.is_set():
            close_old_connections()
            try:
                busy = self.step(lane)
            except Exception:
                logger.exception("The claim loop of lane %s failed; it goes on.", lane)
                busy = False
            if not busy:
                self._stopping.wait(POLL_SECONDS)

    def step(self, lane: str) -> bool:
        """Runs the next job of the lane that is due; False when there is none."""
        job = queue.claim(kinds_of(lane), self.name)
        if job is None:
            return False
        run_job(job)
        return True


def run_job(job: Job) -> None:
    """Does a claimed job and records how it ended."""
    with tenant_scope(job.tenant), following(Trail(job.request_id, job.traceparent)), watched(job):
        if job.attempt > job.max_attempts:
            ended = queue.finish(job, Job.State.FAILED, code="gave_up", error=_gave_up(job))
        elif job.cancel_requested:
            ended = queue.finish(job, Job.State.CANCELLED)
        else:
            ended = _attempt(job)
        if ended:
            job.refresh_from_db()
            if after := handler_of(job.kind).ended:
                after(job)


def _attempt(job: Job) -> bool:
    """One attempt. True when the job has ended, False when it waits again or belongs to another runner."""
    try:
        with JobContext(job) as context:
            handler_of(job.kind).work(context)
            context.check()
    except LeaseLost:
        logger.warning("Lost the lease of %s; another runner has it.", job)
        return False
    except JobCancelled:
        return queue.finish(job, Job.State.CANCELLED)
    except UserError as error:
        return queue.finish(job, Job.State.FAILED, code=error.code, error=str(error))
    except Exception as error:
        logger.exception("%s failed at attempt %s of %s.", job, job.attempt, job.max_attempts)
        return _failed(job, f"{type(error).__name__}: {error}")
    return queue.finish(job, Job.State.SUCCEEDED)


def _failed(job: Job, error: str) -> bool:
    if job.attempt >= job.max_attempts:
        return queue.finish(job, Job.State.FAILED, code="internal", error=error)
    queue.retry(job, code="internal", error=error)
    return False


def _gave_up(job: Job) -> str:
    return (
        f"This was started {job.max_attempts} times and never finished; the worker may have run out of memory. "
        "Try again with less data, or on a larger machine."
    )
