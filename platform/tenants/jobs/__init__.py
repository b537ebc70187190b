"""Background work: enqueue a row, register a handler for its kind, run the claim loop.

The database row is the truth. A row is claimed by a conditional update that raises its fencing token; every later
write of the runner names that token, so a runner that lost its lease changes nothing.
"""

from tenants.jobs.context import JobCancelled, JobContext, JobStopped, LeaseLost
from tenants.jobs.queue import cancel, enqueue, latest
from tenants.jobs.registry import Handler, handler

__all__ = [
    "Handler",
    "JobCancelled",
    "JobContext",
    "JobStopped",
    "LeaseLost",
    "cancel",
    "enqueue",
    "handler",
    "latest",
]
