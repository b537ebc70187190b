"""What a handler holds while it works: its row, its progress, and whether it may go on."""

import logging
import threading
import time
from uuid import UUID

from django.db import DatabaseError, close_old_connections, connection

from tenants.jobs import queue
from tenants.models import Job

logger = logging.getLogger(__name__)

HEARTBEAT_SECONDS = 2.0


class JobStopped(Exception):
    """The handler must return: somebody else decides about this job now."""


class JobCancelled(JobStopped):
    """A person asked for the job to stop."""


class LeaseLost(JobStopped):
    """Another runner has taken the job over: nothing written from here counts any more."""


class JobContext:
    """A handler's hold on its job. A thread renews the lease while the process lives."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self._cancelled = threading.Event()
        self._lost = threading.Event()
        self._ended = threading.Event()
        self._reported = 0.0
        self._thread = threading.Thread(target=self._beat, daemon=True, name=f"lease-{job.pk}")

    def __enter__(self) -> "JobContext":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    @property
    def subject_id(self) -> UUID:
        """The id of the row that the job is about."""
        return self.job.subject_id

    def check(self) -> None:
        """Raises JobCancelled or LeaseLost when the handler has to stop. Cheap: call it often."""
        if self._lost.is_set():
            raise LeaseLost(str(self.job))
        if self._cancelled.is_set():
            raise JobCancelled(str(self.job))

    def progress(self, *, every: float = 0.0, **data: object) -> None:
        """Merges `data` into the row's progress (at most once in `every` seconds), then checks."""
        self.check()
        self.job.progress = {**self.job.progress, **data}
        if time.monotonic() - self._reported < every:
            return
        self._reported = time.monotonic()
        if not queue.report(self.job, self.job.progress):
            self._lost.set()
        self.check()

    def _beat(self) -> None:
        while not self._ended.wait(HEARTBEAT_SECONDS) and not self._lost.is_set():
            close_old_connections()
            try:
                self._renew()
            except DatabaseError:
                # The lease outlasts many beats: a busy database costs one of them, not the job.
                logger.warning("A heartbeat of %s failed; the next one follows.", self.job, exc_info=True)
        connection.close()

    def _renew(self) -> None:
        row = queue.renew(self.job)
        if row is None:
            self._lost.set()
        elif row.cancel_requested:
            self._cancelled.set()
